#!/usr/bin/env python3
"""Make the tables of this folder from the seed data. Standard library only.

    python3 gazetteer/make.py SEED_FOLDER OUT_FOLDER

SEED_FOLDER holds the CSV files named in README.md. Same seed data, same bytes. exonyms.tsv is kept by hand:
it is read, sorted and checked, never made.
"""
import csv
import os
import sys

# Natural Earth gives no ISO code to these; the place is kept under the code that reports use.
MENDED = {"SOL": "SO", "CYN": "CY", "KOS": "XK"}


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def clean(text):
    text = " ".join((text or "").split())
    return "" if text == "None" else text


def write(folder, name, header, table):
    lines = {"\t".join(row) for row in table}
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as f:
        f.write("\t".join(header) + "\n")
        for line in sorted(lines):
            f.write(line + "\n")
    print("%-20s %6d rows" % (name, len(lines)))
    return lines


def main(seed, out):
    iso = {r["iso2"] for r in rows(seed, "geonames_countries.csv")}

    def code(r):
        c = r["iso2"]
        return c if c in iso else MENDED.get(r.get("iso3"))

    first = {}
    admin1 = []
    for r in rows(seed, "geonames_admin1.csv"):
        if r["iso2"] in iso:
            name, plain = clean(r["name"]), clean(r["name_ascii"])
            first[r["iso2"], r["admin1_code"]] = name
            admin1.append((r["iso2"], name, plain, clean(r["geoname_id"])))
    admin1 = write(out, "admin1.tsv", ("iso2", "name", "ascii", "id"), admin1)
    admin2 = write(out, "admin2.tsv", ("iso2", "admin1", "name", "id"),
                   [(r["iso2"], first.get((r["iso2"], r["admin1_code"]), ""), clean(r["name"]),
                     clean(r["geoname_id"]))
                    for r in rows(seed, "geonames_admin2.csv") if r["iso2"] in iso and clean(r["name"])])
    write(out, "admin1_points.tsv", ("iso2", "name", "lat", "lon"),
          [(code(r), clean(r["name"]), clean(r["latitude"]), clean(r["longitude"]))
           for r in rows(seed, "naturalearth_admin1_points.csv")
           if code(r) and clean(r["name"]) and "aggregation" not in r["name"] and "minor island" not in r["name"]])
    places = []
    for r in rows(seed, "naturalearth_places.csv"):
        if not code(r) or not clean(r["name"]):
            continue
        name, others = clean(r["name"]), []
        for other in clean(r["name_alt"]).split("|") + [clean(r["name_ascii"])]:
            if other and other != name and other not in others:
                others.append(other)
        people = clean(r["population"])
        places.append((code(r), name, "|".join(others), clean(r["admin1"]), clean(r["latitude"]),
                       clean(r["longitude"]), people if people.isdigit() and int(people) > 0 else "", clean(r["geoname_id"])))
    places = write(out, "places.tsv", ("iso2", "name", "alternates", "admin1", "lat", "lon", "population", "id"), places)

    known = {"admin1": {tuple(x.split("\t")[:2]) for x in admin1},
             "admin2": {(x.split("\t")[0], x.split("\t")[2]) for x in admin2},
             "place": {tuple(x.split("\t")[:2]) for x in places}}
    path = os.path.join(out, "exonyms.tsv")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as f:
            head, *body = f.read().splitlines()
        bad = 0
        for line in body:
            iso2, name, level, variants = line.split("\t")
            if (iso2, name) not in known[level] or not variants:
                print("exonyms.tsv: no such %s: %s %s" % (level, iso2, name), file=sys.stderr)
                bad += 1
        with open(path, "w", encoding="utf-8", newline="\n") as f:
            f.write("\n".join([head] + sorted(set(body))) + "\n")
        print("%-20s %6d rows" % ("exonyms.tsv", len(set(body))))
        return 1 if bad else 0
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
