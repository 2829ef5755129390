"""How an integrator uses the suite with substrate-interface: by the names of messages and of their arguments, without types."""

import os
import time
import unittest

from substrateinterface import Keypair
from substrateinterface.contracts import ContractInstance

import journey

NOBODY = "0x" + "77" * 32


class Refused(Exception):
    """A contract refused a call; `error` says why: by its name, "AlreadyStated", or with what it holds, {"Refused": "UnknownParty"}."""

    def __init__(self, message: str, error: str | dict):
        super().__init__(f"{message} was refused: {error}")
        self.error = error


def answer(message: str, tried) -> object:
    """What a message returned in a dry run; raises Refused if the contract gave an error."""
    result = tried.value["result"]
    if "Ok" not in result:
        raise RuntimeError(f"{message} ended in {result}")
    # The outer result is ink!'s: an error if the call could not be read. Messages that can refuse return a result of their own.
    returned = result["Ok"]["data"]["Ok"]
    if isinstance(returned, dict) and "Err" in returned:
        raise Refused(message, returned["Err"])
    if isinstance(returned, dict) and "Ok" in returned:
        return returned["Ok"]
    return returned


def ask(contract: ContractInstance, caller: Keypair, message: str, **arguments):
    """Asks a message in a dry run: nothing is sent or paid for. An `Option` is given as its value or None."""
    return answer(message, contract.read(caller, message, arguments))


def send(contract: ContractInstance, signer: Keypair, message: str, **arguments):
    """Sends a message with the gas that its dry run needed, unless it would be refused, and gives its receipt."""
    tried = contract.read(signer, message, arguments)
    answer(message, tried)
    # Waits until its block is final; `wait_for_inclusion` alone would be content with a block that may still be given up.
    receipt = contract.exec(signer, message, arguments, gas_limit=tried.gas_required, wait_for_finalization=True)
    if not receipt.is_success:
        raise RuntimeError(f"{message} failed: {receipt.error_message}")
    return receipt


def events(receipt) -> list[dict]:
    """What the contract that was called told in a transaction: of each event its name and fields."""
    return [journey.named(event.value) for event in receipt.contract_events]


class Integrator(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.chain = journey.connected()
        cls.addClassCleanup(cls.chain.close)
        contracts = journey.recorded()["contracts"]
        cls.registry = journey.contract("registry", contracts["registry"]["address"], cls.chain)
        cls.notary = journey.contract("notary", contracts["notary"]["address"], cls.chain)
        cls.eve = Keypair.create_from_uri("//Eve")

    def test_an_enterprise_registers_is_read_back_and_is_refused_what_it_stated_before(self):
        name = f"Eves Großhandel {os.urandom(4).hex()}"

        # The id of the enterprise that registers next can be asked before.
        party = ask(self.registry, self.eve, "Registry::next_id", registrant=self.eve.ss58_address)
        receipt = send(
            self.registry, self.eve, "Registry::register", kind="Enterprise", name=name, country="DE", roles=["Supplier", "Warehouse"]
        )

        # The receipt has the event, and so has whoever reads the block.
        (registered,) = events(receipt)
        self.assertEqual(registered["name"], "EnterpriseRegistered")
        self.assertEqual(registered["fields"]["party"], party)
        self.assertEqual(registered["fields"]["controller"], self.eve.ss58_address)
        in_block = [journey.told(self.registry, event) for event in self.chain.get_events(receipt.block_hash)]
        self.assertIn(registered, in_block)

        enterprise = ask(self.registry, self.eve, "Registry::enterprise", party=party)
        self.assertEqual(enterprise["kind"], "Enterprise")
        self.assertEqual(enterprise["name"], name)
        self.assertEqual(bytes.fromhex(enterprise["country"][2:]), b"DE")  # [u8; 2] comes as hexadecimal digits
        self.assertEqual(enterprise["roles"], ["Supplier", "Warehouse"])
        self.assertEqual(enterprise["suspended_until"], 0)
        self.assertIsNone(enterprise["suspended_by"])

        gln = {"party": party, "scheme": "Gln", "value": "9521103000007"}
        with self.assertRaises(Refused) as wrong:
            ask(self.registry, self.eve, "Registry::state_identifier", **{**gln, "value": "9521103000008"})
        self.assertEqual(wrong.exception.error, "WrongCheckDigit")
        stated = events(send(self.registry, self.eve, "Registry::state_identifier", **gln))
        self.assertEqual([event["name"] for event in stated], ["IdentifierStated"])
        with self.assertRaises(Refused) as again:
            send(self.registry, self.eve, "Registry::state_identifier", **gln)
        self.assertEqual(again.exception.error, "AlreadyStated")

    def test_a_digest_is_deposited_with_the_notary_is_read_back_and_is_refused_a_second_time(self):
        party = ask(self.registry, self.eve, "Registry::next_id", registrant=self.eve.ss58_address)
        send(self.registry, self.eve, "Registry::register", kind="Enterprise", name="Eves Archiv", country="DE", roles=[])

        digest = f"0x{os.urandom(32).hex()}{'00' * 32}"
        statement = {
            "subject": "Document",
            "algorithm": "Sha256",
            "digest": digest,  # room for 64 bytes; those that the algorithm does not need are 0
            "size": 4_096,
            "media_type": "application/pdf",
            "collected_at": time.time_ns() // 1_000_000,
            "time_source": "Network",
            "collector": "0x" + "00" * 32,
            "device": "scanner 7",
            "source": "",
            "custodian": {"Party": party},
            "arbiter": "Nobody",
            "signatories": [],
            "sign_until": 0,
        }
        expected = ask(self.notary, self.eve, "Notary::deposit_id", depositor=party, algorithm="Sha256", digest=digest)
        (deposited,) = events(send(self.notary, self.eve, "Notary::deposit", party=party, statement=statement))
        self.assertEqual(deposited["name"], "Deposited")
        self.assertEqual(deposited["fields"]["deposit"], expected)

        certificate = ask(self.notary, self.eve, "Notary::certificate", deposit=expected)
        self.assertEqual(certificate["depositor"], party)
        self.assertEqual(certificate["status"], "Deposited")
        self.assertEqual(certificate["statement"], statement)

        with self.assertRaises(Refused) as again:
            send(self.notary, self.eve, "Notary::deposit", party=party, statement=statement)
        self.assertEqual(again.exception.error, "AlreadyDeposited")

        # Errors say why: the registry does not know that Eve may act for nobody's enterprise.
        with self.assertRaises(Refused) as foreign:
            ask(self.notary, self.eve, "Notary::deposit", party=NOBODY, statement=statement)
        self.assertEqual(foreign.exception.error, {"Refused": "UnknownParty"})


if __name__ == "__main__":
    unittest.main()
