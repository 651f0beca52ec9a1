"""``python -m cocreate.cli``, as the supervisor starts its worker."""

from cocreate.cli import main

main(prog_name="cocreate")
