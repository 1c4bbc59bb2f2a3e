"""What the bench's own scorers count, one report at a time, as one line of JSON: counts.py KIND BENCH GOLD PREDICTIONS

KIND is reports, muc4, claims, timex or right. Out come groups of reports, [{"group", "docs": [{name: count}]}]: figures made of
sums of counts can be made again over reports drawn anew, which is how an interval is found. The scorers are imported,
so that nothing here can score more kindly than they do.
"""
import json
import sys
from pathlib import Path

BINS = 10  # of calibration error: ten of equal width


def plain(counts):
    return {name: float(value) for name, value in counts.items() if value}


def judged(matched, predicted):
    """Brier score and calibration of `confidence`: a toll is right where the scorer matches it."""
    counts = {}

    def add(name, value):
        counts[name] = counts.get(name, 0.0) + value

    for j, incident in enumerate(predicted):
        for y, toll in enumerate(incident.get("tolls") or []):
            sure, right = float(toll.get("confidence", 1.0)), float((j, y) in matched)
            add("confidence.n", 1)
            add("confidence.right", right)
            add("confidence.brier", (sure - right) ** 2)
            bin = min(int(sure * BINS), BINS - 1)
            add("confidence.bin%d.n" % bin, 1)
            add("confidence.bin%d.sure" % bin, sure)
            add("confidence.bin%d.right" % bin, right)
    return counts


def contested(score, pairs, gold, predicted, publisher):
    """How often `status_contested` is rightly true, of the tolls that match; and which tolls these are."""
    counts = {"contested.tp": 0, "contested.pred": 0, "contested.gold": 0}
    matched = set()
    for i, j in pairs:
        ours, theirs = gold[i].get("tolls") or [], predicted[j].get("tolls") or []
        for x, y in score.match_tolls(ours, theirs, publisher):
            matched.add((j, y))
            wanted, said = bool(ours[x].get("status_contested")), bool(theirs[y].get("status_contested"))
            counts["contested.tp"] += wanted and said
            counts["contested.pred"] += said
            counts["contested.gold"] += wanted
    return counts, matched


def b_cubed(gold, predicted, links):
    """Sums of the precisions and recalls of the mentions of each report, as `score_reports.bcubed` means them.

    A mention is compared with all reports of the group; drawing reports anew draws mentions with their figures.
    """
    back = {theirs: ours for ours, theirs in links.items()}
    ours, theirs, counts = {}, {}, {}
    for mention, cluster in gold.items():
        ours.setdefault(cluster, set()).add(mention)
    for mention, cluster in predicted.items():
        theirs.setdefault(cluster, set()).add(mention)

    def add(mention, name, value):
        of_report = counts.setdefault(mention[0], {})
        of_report[name] = of_report.get(name, 0.0) + value

    for mention, cluster in gold.items():
        add(mention, "linking.gold", 1)
        if mention in links:
            found = {back[m] for m in theirs[predicted[links[mention]]] if m in back}
            add(mention, "linking.recall", len(ours[cluster] & found) / len(ours[cluster]))
    for mention, cluster in predicted.items():
        add(mention, "linking.pred", 1)
        if mention in back:
            found = {back[m] for m in theirs[cluster] if m in back}
            add(mention, "linking.precision", len(ours[gold[back[mention]]] & found) / len(theirs[cluster]))
    return counts


def group_of_reports(score, reports, predictions):
    per_report, gold, predicted, links = {}, {}, {}, {}
    for report in reports:
        doc, count = report["doc"], score.Count()
        pairs, ours, theirs = score.score_doc(report, predictions.get(doc) or {}, count)
        counts = {"%s.%s" % name: value for name, value in count.c.items()}
        more, matched = contested(score, pairs, ours, theirs, report.get("publisher", ""))
        # The scorer counts agreements under the same name; here the name is that of the rarer answer.
        counts.pop("contested.ok", None), counts.pop("contested.n", None)
        counts.update(more)
        counts.update(judged(matched, theirs))
        per_report[doc] = counts
        gold.update({(doc, i): incident["cluster"] for i, incident in enumerate(ours)})
        for j, incident in enumerate(theirs):
            cluster = incident.get("cluster")
            predicted[doc, j] = cluster if cluster not in (None, "") else ("alone", doc, j)
        links.update({(doc, i): (doc, j) for i, j in pairs})
    for doc, counts in b_cubed(gold, predicted, links).items():
        per_report[doc].update(counts)
    return [plain(counts) for counts in per_report.values()]


def reports(bench, gold, predictions):
    sys.path.insert(0, str(bench / "reports"))
    import score_reports as score
    reports, predictions = score.load_gold(gold), score.load_preds(predictions)
    late = [report for report in reports if "-d2" in report["doc"]]
    groups = [("all", reports), ("without d2", [report for report in reports if report not in late]), ("d2", late)]
    for language in sorted({report["language"] for report in reports}):
        groups.append((language, [report for report in reports if report["language"] == language]))
    return [{"group": name, "docs": group_of_reports(score, of_group, predictions)} for name, of_group in groups]


def views(result, prefix):
    """The counts of every precision and recall of a result, however deep it stands."""
    counts = {}
    for name, value in result.items():
        if isinstance(value, dict) and "correct" in value:
            of_row = {"tp": value["correct"], "pred": value["pred"], "gold": value["gold"]}
            counts.update({"%s%s.%s" % (prefix, name, part): count for part, count in of_row.items()})
        elif isinstance(value, dict):
            counts.update(views(value, "%s%s." % (prefix, name)))
    return counts


def muc4(bench, gold, predictions):
    sys.path.insert(0, str(bench / "coder"))
    import muc4_score as score
    gold, predicted = score.load(gold), score.load(predictions)
    docs = []
    for doc, report in gold.items():
        mine = {doc: predicted[doc]} if doc in predicted else {}
        docs.append(plain(views(score.score({doc: report}, mine), "muc4.")))
    return [{"group": "all", "docs": docs}]


def claims(bench, gold, predictions):
    sys.path.insert(0, str(bench / "coder"))
    import claims_score as score
    gold, predicted = score.rows(gold), score.rows(predictions)
    docs = [plain(views(score.score({doc: report}, predicted), "wikinews.")) for doc, report in gold.items()]
    return [{"group": "all", "docs": docs}]


def timex(bench, gold, predictions):
    sys.path.insert(0, str(bench / "coder"))
    import timex_score as score
    gold, predicted = score.rows(gold), {row["id"]: row for row in score.rows(predictions)}
    docs = []
    for row in gold:
        found = predicted.get(row["id"], {"id": row["id"], "found": []})
        result, counts = score.score([row], [found]), {}
        for name in ("exact", "overlap", "value", "value_overlap"):
            of_row = {"tp": round(result[name]["r"] * len(row["gold"])), "pred": len(found["found"]),
                      "gold": len(row["gold"])}
            counts.update({"timex.%s.%s" % (name, part): count for part, count in of_row.items()})
        docs.append(plain(counts))
    return [{"group": "all", "docs": docs}]


def right(bench, gold, predictions):
    """Which tolls the scorer matches, a report a line of its own; reports that share an event share `together`."""
    sys.path.insert(0, str(bench / "reports"))
    import score_reports as score
    reports, predictions = score.load_gold(gold), score.load_preds(predictions)
    parent = {}

    def root(node):
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for report in reports:
        for incident in report["incidents"]:
            one, other = sorted([root("report " + report["doc"]), root("event " + incident["cluster"])])
            parent[other] = one
    found = []
    for report in reports:
        pairs, ours, theirs = score.score_doc(report, predictions.get(report["doc"]) or {}, score.Count())
        _, matched = contested(score, pairs, ours, theirs, report.get("publisher", ""))
        tolls = [[(j, y) in matched for y in range(len(x.get("tolls") or []))] for j, x in enumerate(theirs)]
        found.append({"doc": report["doc"], "together": root("report " + report["doc"]), "right": tolls})
    return found


kind, bench, gold, predictions = sys.argv[1:]
sys.dont_write_bytecode = True
print(json.dumps({"reports": reports, "muc4": muc4, "claims": claims, "timex": timex, "right": right}[kind](
    Path(bench), gold, predictions)))
