"""Makes the PDF files beside it: one text, laid out by three producers. README.md says how to run it.

The events, places and people are invented. The text is chosen for what PDF readers get wrong: accents, ligatures
(fi, ffi, œ), figures at line ends, words parted at line ends, two columns, a table.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent

TITLE = "Attaque du marché d’Orvane : bilan révisé"
LEAD = (
    "L’office des réfugiés a confirmé mercredi que 27 civils, dont 9 enfants, ont été tués le 14 mai 2023 "
    "près du marché d’Orvane. Les officiers chargés de l’enquête affirment avoir identifié 1 340 personnes "
    "déplacées, et difficilement rejointes depuis."
)
HEADING = "Ce que disent les sources"
LEFT = (
    "Selon la sœur d’une victime, les assaillants sont arrivés à l’aube par la rive gauche du fleuve. "
    "Elle dit avoir compté douze corps devant la mosquée et trois autres au bord du puits."
)
RIGHT = (
    "L’armée de la République de Selvane conteste ce récit : d’après son porte-parole, 16 combattants "
    "ont été neutralisés. Aucune source indépendante n’a vérifié ce chiffre."
)
ROWS = [
    ("Lieu", "Morts", "Blessés"),
    ("Orvane", "27", "41"),
    ("Tessaly-sur-Rive", "6", "12"),
    ("Bac de Lume", "0", "3"),
]
ENGLISH = (
    "Officials of the district office said on 16 May 2023 that at least 27 people were killed and 41 wounded; "
    "a further 19 could not be identified. First aid flights left for the coast with difficulty."
)


def reportlab(path):
    from reportlab.lib.enums import TA_JUSTIFY
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import (
        BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Table, TableStyle,
    )

    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    body.alignment = TA_JUSTIFY
    width, height = A4
    whole = Frame(60, 60, width - 120, height - 120)
    left = Frame(60, 60, (width - 150) / 2, height - 120)
    right = Frame(90 + (width - 150) / 2, 60, (width - 150) / 2, height - 120)
    document = BaseDocTemplate(str(path), pagesize=A4, title=TITLE, author="Bureau fictif", invariant=1)
    document.addPageTemplates([PageTemplate("one", [whole]), PageTemplate("two", [left, right])])
    table = Table([list(row) for row in ROWS], colWidths=[160, 80, 80])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    document.build([
        Paragraph(TITLE, styles["Title"]), Paragraph(LEAD, body), table, Paragraph(ENGLISH, body),
        NextPageTemplate("two"), PageBreak(),
        Paragraph(HEADING, styles["Heading2"]), Paragraph(LEFT, body), FrameBreak(), Paragraph(RIGHT, body),
    ])


def weasyprint(path):
    import weasyprint as engine

    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    engine.HTML(string=f"""<html lang=fr><title>{TITLE}</title><style>
        body {{ font-family: 'DejaVu Serif', serif; font-size: 11pt; text-align: justify; hyphens: auto }}
        td {{ border: 1px solid; padding: 3px 20px }} .two {{ columns: 2 }} .two p {{ margin-top: 0 }}
        .two p + p {{ break-before: column }}
        </style><h1>{TITLE}</h1><p>{LEAD}</p><table>{rows}</table><p lang=en>{ENGLISH}</p><h2>{HEADING}</h2>
        <div class=two><p>{LEFT}</p><p>{RIGHT}</p></div></html>""").write_pdf(str(path))


def typst(path):
    import typst as engine

    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    source = f"""
#set document(title: "{TITLE}", date: none)
#set page(paper: "a4", margin: 2.5cm, numbering: "1")
#set text(lang: "fr", size: 11pt)
#set par(justify: true)
= {TITLE}
{LEAD}

#table(columns: 3, inset: 8pt, {cells})

#text(lang: "en")[{ENGLISH}]

== {HEADING}
#columns(2)[
{LEFT}
#colbreak()
{RIGHT}
]
"""
    engine_path = HERE / "source.typ"
    engine_path.write_text(source, encoding="utf-8")
    try:
        engine.compile(str(engine_path), output=str(path))
    finally:
        engine_path.unlink()


if __name__ == "__main__":
    makers = {"reportlab": reportlab, "weasyprint": weasyprint, "typst": typst}
    for name in sys.argv[1:] or makers:
        makers[name](HERE / f"{name}.pdf")
        print(name, (HERE / f"{name}.pdf").stat().st_size, "bytes")
