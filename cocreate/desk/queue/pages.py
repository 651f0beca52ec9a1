"""Every page of the queue: importing a part puts its views on the blueprint."""

from cocreate.desk.queue import appeals, bulk, cases, deciding, people
from cocreate.desk.queue.blueprint import blueprint

PARTS = (cases, deciding, appeals, bulk, people)

__all__ = ["PARTS", "blueprint"]
