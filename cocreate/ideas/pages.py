"""Every page of ideas: importing a part puts its views on the blueprint."""

from cocreate.ideas import board, calming, drafting, feeds, meanings, talk, writing
from cocreate.ideas.blueprint import blueprint
from cocreate.ideas.evidence import desk as thresholds
from cocreate.ideas.evidence import pages as evidence
from cocreate.ideas.merging import pages as merging
from cocreate.ideas.recorded import pages as recorded
from cocreate.ideas.responses import pages as responses
from cocreate.ideas.safety import pages as safety
from cocreate.ideas.similar import pages as similar
from cocreate.ideas.suspicion import pages as suspicion
from cocreate.ideas.targets import pages as targets
from cocreate.ideas.triage import desk
from cocreate.ideas.triage import pages as triage

PARTS = (
    board, writing, drafting, recorded, talk, triage, feeds, responses, safety, targets, evidence, thresholds, desk,
    similar, merging, calming, suspicion,
)  # fmt: skip

__all__ = ["PARTS", "blueprint", "meanings"]
