"""What the kernel and the job queue hold of people. Kept answers go with their member (``accounts.privacy``)."""

from cocreate.kernel.personal import Columns, deleted, kept

COLUMNS: Columns = {
    **deleted("kept_answers", "owner key fingerprint headers body", "Answers repeated to a form sent twice; two days."),
    **kept("limit_counts", "key", "Keyed hashes, which lead to nobody; gone when their window is over, a day at most."),
    **kept("hand_overs", "key", "Random ids of letters, so that none is sent twice; forty days."),
    **kept("procrastinate_jobs", "queue_name task_name lock queueing_lock args", "Work under way; letters are sealed."),
    **kept("procrastinate_periodic_defers", "task_name periodic_id", "When which job was asked for last."),
    **kept("alembic_version", "version_num", "Which migrations there are."),
}
