"""Sample bulletins with their truth, for development only: nothing that ships imports this."""

from corpus.samples.issue import Issue, issue_count, make_issue, typeset, write_samples

__all__ = ["Issue", "issue_count", "make_issue", "typeset", "write_samples"]
