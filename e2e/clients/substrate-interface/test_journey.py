"""Decodes a journey with substrate-interface: every event of every contract, and the errors of every refused call."""

import json
import unittest
from collections import Counter

from scalecodec.base import ScaleBytes
from substrateinterface.utils.ss58 import is_valid_ss58_address, ss58_decode

import journey


class Journey(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.journey = journey.recorded()
        cls.chain = journey.connected()
        cls.addClassCleanup(cls.chain.close)
        genesis = cls.chain.get_block_hash(0)
        if genesis != cls.journey["genesis"]:
            raise AssertionError(f"{cls.chain.url} is another chain than the record's: {genesis}")
        # To make an instance also finds out in what form this node answers dry runs: without one, none can be decoded.
        cls.contracts = {
            name: journey.contract(name, held["address"], cls.chain) for name, held in cls.journey["contracts"].items()
        }

    def test_every_event_of_the_journey_is_decoded(self):
        found = []
        blocks = dict.fromkeys(event["block_hash"] for event in self.journey["events"])
        for block in blocks:
            for index, event in enumerate(self.chain.get_events(block)):
                for name, contract in self.contracts.items():
                    told = journey.told(contract, event)
                    if told:
                        fields = normal(told["fields"])
                        found.append({"block_hash": block, "index": index, "contract": name, "name": told["name"], "fields": fields})
        recorded = self.journey["events"]
        self.assertTrue(recorded, "the record has no events")
        for number, event in enumerate(recorded):
            expected = {key: held for key, held in event.items() if key != "block"}
            place = f"{event['contract']}.{event['name']}, event {event['index']} of block {event['block_hash']}"
            self.assertLess(number, len(found), f"substrate-interface did not find {place}")
            self.assertEqual(found[number], expected, f"substrate-interface decodes {place} differently than it was recorded")
        self.assertEqual(found[len(recorded):], [], "substrate-interface found events that were not recorded")
        kinds = Counter((event["contract"], event["name"]) for event in found)
        print(f"substrate-interface: {len(found)} events of {len(kinds)} kinds in {len(blocks)} blocks, all as recorded", flush=True)

    def test_the_error_of_every_refused_call_is_decoded(self):
        refusals = self.journey["refusals"]
        self.assertTrue(refusals, "the record has no refusals")
        for refusal in refusals:
            block, message = refusal["block_hash"], refusal["message"]
            asked = {
                "dest": self.journey["contracts"][refusal["contract"]]["address"],
                "gas_limit": None,
                "input_data": refusal["input"],
                "origin": refusal["caller"],
                "value": 0,
                "storage_deposit_limit": None,
            }
            answered = self.chain.runtime_call("ContractsApi", "call", asked, block)
            self.assertIn("Ok", answered.value["result"], f"{message} ended in {answered.value['result']}")
            returned = answered["result"][1]["data"].value_object
            kind = self.contracts[refusal["contract"]].metadata.get_return_type_string_for_message(message)
            answer = self.chain.create_scale_object(kind, ScaleBytes(returned)).decode()
            # ink! wraps what a message returns in a result of its own, which is an error only if the call could not be read.
            self.assertIn("Ok", answer, f"{message} could not be read")
            self.assertIn("Err", answer["Ok"], f"{message} was not refused")
            repeated = {"returned": f"0x{bytes(returned).hex()}", "error": normal(answer["Ok"]["Err"])}
            expected = {"returned": refusal["returned"], "error": refusal["error"]}
            self.assertEqual(repeated, expected, f"substrate-interface sees another refusal of {message} after block {block}")
        kinds = {(refusal["message"], json.dumps(refusal["error"])) for refusal in refusals}
        print(f"substrate-interface: {len(refusals)} refusals of {len(kinds)} kinds repeated, all as recorded", flush=True)


def normal(value):
    """The record's normal form of what substrate-interface decodes: numbers are text there, accounts are bytes."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [normal(held) for held in value]
    if isinstance(value, dict):
        return {name: normal(held) for name, held in value.items()}
    # A short word can be a valid address of fewer bytes, as `Registry` is.
    if isinstance(value, str) and len(value) > 40 and is_valid_ss58_address(value):
        return f"0x{ss58_decode(value)}"
    return value


if __name__ == "__main__":
    unittest.main()
