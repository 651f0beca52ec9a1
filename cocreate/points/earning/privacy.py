"""Who changed the rules of earning: members' numbers, and values that say nothing of anybody."""

from cocreate.kernel.personal import Columns, kept

COLUMNS: Columns = {
    **kept("earning_changes", "actor_id before after", "The history of rules is not rewritten: values only."),
}
