"""What the Python tests share: the node they ask, the record of a journey, and the contracts of the suite with their events."""

import json
import os
from pathlib import Path

from scalecodec.base import ScaleBytes
from substrateinterface import SubstrateInterface
from substrateinterface.contracts import ContractEvent, ContractInstance

BUNDLES = Path(__file__).parents[3] / "deployments" / "bundles"


def setting(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise SystemExit(f"{name} is not set: run the tests with e2e/clients/run.sh")
    return value


def recorded() -> dict:
    """The journey as it was recorded: where the contracts are, every event, and every refusal."""
    return json.loads(Path(setting("LADING_RECORD")).read_text(encoding="utf-8"))


def connected() -> SubstrateInterface:
    return SubstrateInterface(url=setting("LADING_URL"))


def contract(name: str, address: str, chain: SubstrateInterface) -> ContractInstance:
    """A contract of the suite; substrate-interface takes the released bundle as it is."""
    return ContractInstance.create_from_address(address, str(BUNDLES / f"{name}.contract"), chain)


def told(instance: ContractInstance, event) -> dict | None:
    """What a contract told in an event of the chain: its name and fields, or nothing if the event is not of that contract.

    substrate-interface itself decodes the contracts' events of a receipt only, those of one's own transaction.
    """
    value = event.value
    if (value["module_id"], value["event_id"]) != ("Contracts", "ContractEmitted"):
        return None
    if value["attributes"]["contract"] != instance.contract_address:
        return None
    # ink! 5 tells by a topic which event it is. ContractEvent is of ink! 4 and wants its number as the first byte.
    number = instance.metadata.get_event_id_by_topic(value["topics"][0])
    if number is None:
        raise ValueError(f"there is no event {value['topics'][0]} in the metadata of {instance.contract_address}")
    data = bytes([number]) + event["event"][1][1]["data"].value_object
    decoded = ContractEvent(
        data=ScaleBytes(data), runtime_config=instance.substrate.runtime_config, contract_metadata=instance.metadata
    )
    return named(decoded.decode())


def named(decoded: dict) -> dict:
    """A decoded event with its fields by name, without their types and docs."""
    return {"name": decoded["name"], "fields": {arg["label"]: arg["value"] for arg in decoded["args"]}}
