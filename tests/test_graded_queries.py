"""The graded queries keep to their bars: 0.95 in all, 0.9 in each kind, nothing for no answer."""

from __future__ import annotations

from collections import defaultdict

from bench.graded_queries import NO_ANSWER, indexed, parsed, queries, score


def test_graded_queries_are_answered_well() -> None:
    asked = queries()
    assert len(asked) >= 60
    by_kind: defaultdict[str, list[float]] = defaultdict(list)
    entries = parsed()
    with indexed(entries) as engine:
        for query in asked:
            by_kind[query.kind].append(score(engine, entries, query).ndcg)
    means = {kind: sum(scores) / len(scores) for kind, scores in by_kind.items()}
    assert sum(map(sum, by_kind.values())) / len(asked) >= 0.95
    assert min(means.values()) >= 0.9, means
    assert means[NO_ANSWER] == 1.0
