#!/usr/bin/env python3
"""Reads a folder of exported files with readers that are not bilan's; exits with 1 and a list where one finds an error.

usage: check_formats.py FOLDER
needs: openpyxl, pyarrow, libhxl, six (which libhxl imports and does not install)
"""

import csv
import json
import math
import pathlib
import sys

import hxl
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parents[4]
ACLED = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 "
    "actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location "
    "latitude longitude geo_precision source source_scale notes fatalities tags timestamp"
).split()
UCDP = (
    "id relid year active_year code_status type_of_violence conflict_dset_id conflict_new_id conflict_name "
    "dyad_dset_id dyad_new_id dyad_name side_a_dset_id side_a_new_id side_a side_b_dset_id side_b_new_id side_b "
    "number_of_sources source_article source_office source_date source_headline source_original where_prec "
    "where_coordinates where_description adm_1 adm_2 latitude longitude geom_wkt priogrid_gid country country_id "
    "region event_clarity date_prec date_start date_end deaths_a deaths_b deaths_civilians deaths_unknown best high "
    "low gwnoa gwnob"
).split()
SDG = "country period sex age cause status basis deaths population deaths_per_100k ci_low ci_high".split()
TYPES = {"text": pa.string(), "whole": pa.int64(), "number": pa.float64(), "flag": pa.bool_(), "date": pa.date32()}
FORMULA = ("=", "+", "-", "@", "\t", "\r")
errors = []


def check(holds, what):
    if not holds:
        errors.append(what)


def columns():
    """The columns that the codebook promises, by table."""
    found = {}
    with open(ROOT / "codebook/export_columns.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["table"], {})[row["column"]] = row["kind"]
    return found


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    width = {len(row) for row in rows}
    check(len(width) == 1, f"{path.name}: rows of {sorted(width)} cells")
    return rows[0], rows[1:]


def is_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def cells(path, header, rows, kinds):
    """No text begins like a formula; what is a number in the codebook is one."""
    for line, row in enumerate(rows, 2):
        for name, cell in zip(header, row):
            if kinds.get(name) in ("whole", "number"):
                check(cell == "" or is_number(cell), f"{path.name}:{line}: {name} is no number: {cell!r}")
            else:
                check(not cell.startswith(FORMULA), f"{path.name}:{line}: {name} begins like a formula: {cell!r}")


def of_csv(folder, promised):
    for name in ("incidents", "tolls", "claims", "sources", "parties", "reports", "deaths_sdg_16_1_2"):
        path = folder / f"{name}.csv"
        header, rows = table(path)
        own = [column for column in header if column not in ("notice", "release", "profile", "state")]
        check(own == list(promised[name]), f"{path.name}: columns {own}")
        check(header[-3:] == ["release", "profile", "state"], f"{path.name}: the last columns are {header[-3:]}")
        cells(path, header, rows, promised[name])
        if name == "deaths_sdg_16_1_2":
            check(own[:12] == SDG, f"{path.name}: not the columns of the indicator")
        profile = header.index("profile")
        for row in rows:
            if row[profile] == "internal":
                check(row[0] == "NOT FOR PUBLICATION", f"{path.name}: an internal row without notice")


def of_xlsx(folder, promised):
    book = openpyxl.load_workbook(folder / "release.xlsx", read_only=True, data_only=False)
    check(book.sheetnames[:3] == ["incidents", "tolls", "claims"], f"release.xlsx: sheets {book.sheetnames}")
    for name in book.sheetnames:
        header, rows = table(folder / f"{name}.csv")
        kinds = promised[name]
        count = 0
        for row, told in zip(book[name].iter_rows(values_only=True), [header] + rows):
            count += 1
            row = list(row) + [None] * (len(header) - len(row))
            for column, cell, same in zip(header, row, told):
                where = f"release.xlsx:{name}:{count}:{column}"
                if count == 1 or cell is None:
                    check((cell or "") == same, f"{where}: {cell!r} is not {same!r}")
                elif kinds.get(column) in ("whole", "number"):
                    check(isinstance(cell, (int, float)) and float(cell) == float(same), f"{where}: {cell!r}")
                elif kinds.get(column) == "flag":
                    check(isinstance(cell, bool) and str(cell).lower() == same, f"{where}: {cell!r}")
                else:
                    check(isinstance(cell, str) and not cell.startswith(FORMULA), f"{where}: {cell!r}")
        check(count == len(rows) + 1, f"release.xlsx:{name}: {count} rows, {len(rows) + 1} in the CSV")


def of_json(folder):
    document = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    check(document["format"] == "bilan-release/1", "release.json: format")
    for record in document["records"]:
        check(record["release"] == document["release"], f"release.json: {record['incident']} has another release")
    _, rows = table(folder / "incidents.csv")
    check(len(rows) == len(document["records"]), "release.json: not as many records as incidents.csv has rows")


def of_geojson(folder):
    document = json.loads((folder / "incidents.geojson").read_text(encoding="utf-8"))
    check(document["type"] == "FeatureCollection", "incidents.geojson: type")
    check("crs" not in document, "incidents.geojson: crs is not of RFC 7946")
    wanted = {
        "id", "date_start", "date_end", "date_prec", "place_name", "place_prec", "displacement", "killed_low",
        "killed_high", "status_basis", "grade", "release_id", "profile", "state",
    }
    for feature in document["features"]:
        name = f"incidents.geojson:{feature.get('id')}"
        check(set(feature) == {"type", "id", "geometry", "properties"}, f"{name}: members {sorted(feature)}")
        check(feature["type"] == "Feature", f"{name}: type")
        check(wanted <= set(feature["properties"]), f"{name}: lacks {wanted - set(feature['properties'])}")
        geometry = feature["geometry"]
        if geometry is not None:
            check(set(geometry) == {"type", "coordinates"} and geometry["type"] == "Point", f"{name}: {geometry}")
            longitude, latitude = geometry["coordinates"]
            check(-180 <= longitude <= 180 and -90 <= latitude <= 90, f"{name}: {geometry}")


def of_hxl(folder):
    path = folder / "incidents.hxl.csv"
    options = hxl.InputOptions(allow_local=True)
    with hxl.data(str(path), options) as source:
        tags = [column.display_tag for column in source.columns]
        for row in source:
            for column, value in zip(source.columns, row.values):
                if column.tag == "#affected":
                    check(value == "" or is_number(value), f"{path.name}: {column.display_tag} is {value!r}")
    check("#affected+killed" in tags and "#geo+lat" in tags, f"{path.name}: tags {tags}")
    report = hxl.validate(hxl.data(str(path), options))
    for issue in report.get("issues", []):
        if issue.get("severity") == "error":
            errors.append(f"{path.name}: {issue.get('description')} ({issue.get('rule_id')}) {issue.get('locations', [])[:3]}")
    check(len(table(path)[1]) == len(table(folder / "incidents.csv")[1]) + 1, f"{path.name}: rows")


def of_acled(folder, promised):
    path = folder / "acled.csv"
    header, rows = table(path)
    check(header == ACLED, f"{path.name}: columns {header}")
    cells(path, header, rows, promised["acled"])
    for row in rows:
        row = dict(zip(header, row))
        check(row["time_precision"] in "123" and row["geo_precision"] in "123", f"{path.name}: {row['event_id_cnty']}")
        check(row["year"] == row["event_date"][:4], f"{path.name}: {row['event_id_cnty']}: year")
        check("release=" in row["tags"], f"{path.name}: {row['event_id_cnty']}: no release")
    return len(rows)


def of_ucdp(folder, promised):
    path = folder / "ucdp_ged.csv"
    header, rows = table(path)
    check(header == UCDP, f"{path.name}: columns {header}")
    cells(path, header, rows, promised["ucdp"])
    for row in rows:
        row = dict(zip(header, row))
        parts = [int(row[name]) for name in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")]
        low, best, high = int(row["low"]), int(row["best"]), int(row["high"])
        check(sum(parts) == best and 0 < best and low <= best <= high, f"{path.name}: {row['id']}: {parts} {low} {best} {high}")
        check((row["latitude"] == "") == (row["geom_wkt"] == ""), f"{path.name}: {row['id']}: geom_wkt")
        check("release=" in row["source_article"], f"{path.name}: {row['id']}: no release")
    return len(rows)


def of_parquet(folder, promised):
    for name in ("incidents", "tolls", "claims"):
        file = pq.ParquetFile(folder / f"{name}.parquet")
        header, rows = table(folder / f"{name}.csv")
        schema = file.schema_arrow
        check(schema.names == header, f"{name}.parquet: columns {schema.names}")
        for column in schema.names:
            wanted = TYPES[promised[name].get(column, "text")]
            check(schema.field(column).type == wanted, f"{name}.parquet: {column} is {schema.field(column).type}")
        content = file.read()
        check(content.num_rows == len(rows), f"{name}.parquet: {content.num_rows} rows, {len(rows)} in the CSV")
        for at, column in enumerate(header):
            if promised[name].get(column) == "whole":
                told = [int(row[at]) if row[at] else None for row in rows]
                check(content.column(column).to_pylist() == told, f"{name}.parquet: {column} differs from the CSV")
        for group in range(file.metadata.num_row_groups):
            check(file.metadata.row_group(group).num_rows <= 65536, f"{name}.parquet: row group {group}")


def of_beside(folder, main, rows=None):
    loss = json.loads((folder / f"{main}.loss.json").read_text(encoding="utf-8"))
    check(loss["written"] + len(loss["not_written"]) == loss["records"], f"{main}.loss.json: records do not add up")
    check(rows is None or rows == loss["written"], f"{main}.loss.json: {loss['written']} written, {rows} rows")
    held = json.loads((folder / f"{main}.withheld.json").read_text(encoding="utf-8"))
    check(all(isinstance(count, int) for count in held["withheld"].values()), f"{main}.withheld.json: not counts only")
    check(sum(held["withheld"].values()) == held["total"], f"{main}.withheld.json: total")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    promised = columns()
    of_csv(folder, promised)
    of_xlsx(folder, promised)
    of_json(folder)
    of_geojson(folder)
    of_hxl(folder)
    of_parquet(folder, promised)
    of_beside(folder, "acled.csv", of_acled(folder, promised))
    of_beside(folder, "ucdp_ged.csv", of_ucdp(folder, promised))
    for main_file in ("incidents.csv", "release.xlsx", "release.json", "incidents.geojson", "incidents.hxl.csv", "incidents.parquet"):
        of_beside(folder, main_file)
    for error in errors[:50]:
        print(error, file=sys.stderr)
    print(f"{len(errors)} errors")
    sys.exit(1 if errors else 0)


if __name__ == "__main__":
    main()
