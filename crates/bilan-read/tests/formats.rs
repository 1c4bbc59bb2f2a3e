//! Every format through the whole way: parent, pipes, sandbox, parser, and back.

mod common;

use bilan_reader::child::{ChildFormat, ChildOutcome};
use bilan_reader::{FileDate, FileKind, InDocument, LeftOut, ReadNote, Roster, RosterSheet, Unreadable};
use common::{docx_with, open_document, read, row, text, unreadable, xlsx, zip};

/// What must come out of each PDF file, to the letter.
const PHRASES: [&str; 10] = [
    "Attaque du marché d’Orvane : bilan révisé\n\n",
    "L’office des réfugiés a confirmé mercredi que 27 civils, dont 9 enfants, ont été tués le 14 mai 2023 près du \
     marché d’Orvane.",
    "Les officiers chargés de l’enquête affirment avoir identifié 1 340 personnes déplacées, et difficilement \
     rejointes depuis.\n\n",
    "Lieu\tMorts\tBlessés\nOrvane\t27\t41\nTessaly-sur-Rive\t6\t12\nBac de Lume\t0\t3\n\n",
    "at least 27 people were killed and 41 wounded; a further 19 could not be identified.",
    "First aid flights left for the coast with difficulty.\n\n",
    "\n\nCe que disent les sources\n\n",
    "Selon la sœur d’une victime, les assaillants sont arrivés à l’aube par la rive gauche du fleuve. Elle dit avoir \
     compté douze corps devant la mosquée et trois autres au bord du puits.\n\n",
    "L’armée de la République de Selvane conteste ce récit : d’après son porte-parole, 16 combattants ont été \
     neutralisés. Aucune source indépendante n’a vérifié ce chiffre.",
    "Officials of the district office said on 16 May 2023",
];

#[test]
fn pdf_files_of_three_producers_give_the_same_text() {
    let files: [(&str, &[u8], &[&str]); 3] = [
        ("reportlab", include_bytes!("pdf/reportlab.pdf"), &[]),
        ("weasyprint", include_bytes!("pdf/weasyprint.pdf"), &[]),
        // Typst sets a no-break space before the colon, as French has it.
        ("typst", include_bytes!("pdf/typst.pdf"), &["\u{A0}", "\u{202F}"]),
    ];
    for (name, bytes, spaces) in files {
        let document = text(ChildFormat::Pdf, bytes);
        let plain = spaces.iter().fold(document.text.clone(), |text, space| text.replace(space, " "));
        for phrase in PHRASES {
            assert!(plain.contains(phrase), "{name} lacks {phrase:?} in:\n{plain}");
        }
        assert_eq!(document.title.as_deref(), Some("Attaque du marché d’Orvane : bilan révisé"), "{name}");
        assert_eq!((document.reader, document.published), ("pdf-oxide", None), "{name}");
        assert_eq!(document.language.as_ref().unwrap().tag, "fr", "{name}");
        let doubts: Vec<_> = document.notes.iter().filter(|note| note.asks_for_a_look()).collect();
        assert!(doubts.is_empty(), "{name}: {doubts:?}");
    }
}

#[test]
fn a_pdf_file_without_words_says_so() {
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_vec(),
    ];
    assert_eq!(
        unreadable(ChildFormat::Pdf, &common::pdf(&objects)),
        Unreadable::NoWords { kind: FileKind::Pdf }
    );
}

#[test]
fn a_word_document_gives_its_paragraphs_tables_and_notes() {
    let body = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Attaque du marché</w:t></w:r></w:p>\
        <w:p><w:r><w:t xml:space=\"preserve\">Au moins </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>27</w:t></w:r>\
        <w:r><w:t xml:space=\"preserve\"> civils tu&#233;s &amp; 41 bless\u{E9}s</w:t><w:footnoteReference w:id=\"2\"/>\
        </w:r></w:p>\
        <w:p><w:del><w:r><w:delText>trente</w:delText></w:r></w:del><w:ins><w:r><w:t>douze</w:t></w:r></w:ins>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t> cachés</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Lieu</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Morts</w:t></w:r></w:p>\
        </w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Orvane</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>27</w:t></w:r>\
        </w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>Une</w:t><w:br/><w:t>fin</w:t><w:tab/></w:r></w:p>";
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p><w:r><w:t>-</w:t></w:r>\
        </w:p></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>Selon l’hôpital.</w:t></w:r></w:p></w:footnote>\
        </w:footnotes>";
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\" xmlns:dcterms=\"t\"><dc:creator>A. Témoin</dc:creator>\
        <dcterms:created>2024-05-23T10:00:00Z</dcterms:created></cp:coreProperties>";
    let document = text(
        ChildFormat::Docx,
        &docx_with(
            body,
            &[
                ("word/footnotes.xml", notes.as_bytes()),
                ("docProps/core.xml", core.as_bytes()),
                ("word/media/a.png", b"x"),
                ("../../../etc/passwd", b"root"),
            ],
        ),
    );
    assert_eq!(
        document.text,
        "Attaque du marché\n\nAu moins 27 civils tués & 41 blessés\n\ndouze cachés\n\nLieu\tMorts\nOrvane\t27\n\n\
         Une\nfin\t\n\nSelon l’hôpital.\n"
    );
    assert_eq!(document.title.as_deref(), Some("Attaque du marché"));
    assert_eq!((document.byline.as_deref(), document.published), (Some("A. Témoin"), None));
    let in_document = |what, count| ReadNote::InDocument { what, count };
    assert_eq!(
        document.notes,
        [
            ReadNote::FileDate { what: FileDate::Created, value: "2024-05-23T10:00:00Z".into() },
            in_document(InDocument::DeletedWords, 1),
            in_document(InDocument::InsertedWords, 1),
            in_document(InDocument::HiddenWords, 1),
            in_document(InDocument::Footnotes, 1),
            in_document(InDocument::Pictures, 1),
        ]
    );
}

#[test]
fn an_open_document_gives_its_paragraphs_tables_and_notes() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>trente</text:p></text:deletion>\
        </text:changed-region></text:tracked-changes><text:h>Attaque</text:h><text:p>Au moins<text:s text:c=\"2\"/>27 \n  \
        civils<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Selon l’hôpital.</text:p>\
        </text:note-body></text:note> tués.<svg:title>image</svg:title></text:p><table:table><table:table-row>\
        <table:table-cell><text:p>Orvane</text:p></table:table-cell><table:table-cell><text:p>27</text:p>\
        </table:table-cell></table:table-row></table:table>";
    let meta = "<office:document-meta xmlns:office=\"o\" xmlns:dc=\"d\" xmlns:meta=\"m\"><office:meta><dc:title>Bilan\
        </dc:title><meta:initial-creator>A. Témoin</meta:initial-creator><dc:creator>B.</dc:creator></office:meta>\
        </office:document-meta>";
    let document = text(ChildFormat::Odt, &open_document("text", body, &[("meta.xml", meta.as_bytes())]));
    assert_eq!(document.text, "Attaque\n\nAu moins  27 civils tués.\n\nOrvane\t27\n\nSelon l’hôpital.\n");
    assert_eq!((document.title.as_deref(), document.byline.as_deref()), (Some("Bilan"), Some("A. Témoin")));
    assert_eq!(
        document.notes,
        [
            ReadNote::InDocument { what: InDocument::DeletedWords, count: 1 },
            ReadNote::InDocument { what: InDocument::Footnotes, count: 1 },
        ]
    );
    let locked = open_document("text", body, &[("META-INF/manifest.xml", b"<a><encryption-data/></a>")]);
    assert_eq!(unreadable(ChildFormat::Odt, &locked), Unreadable::Locked { kind: FileKind::OpenDocument });
}

#[test]
fn rosters_are_counted_and_not_read() {
    let sheet = |name: Option<&str>, rows, columns, header: &[&str]| Roster {
        sheets: vec![RosterSheet {
            name: name.map(Into::into),
            rows,
            columns,
            header: header.iter().map(ToString::to_string).collect(),
        }],
    };
    let rows = row(1, &[("A", "Name"), ("C", "Place")]) + &row(2, &[("A", "A. B."), ("C", "Orvane")]);
    let ods = "<table:table table:name=\"Victims\"><table:table-row><table:table-cell><text:p>Name</text:p>\
        </table:table-cell><table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row><table:table-row \
        table:number-rows-repeated=\"3\"><table:table-cell/><table:table-cell><text:p>x</text:p></table:table-cell>\
        </table:table-row><table:table-row table:number-rows-repeated=\"1048572\"><table:table-cell \
        table:number-columns-repeated=\"16384\"/></table:table-row></table:table>";
    let cases = [
        (ChildFormat::Xlsx, xlsx(&rows), sheet(Some("Victims"), 2, 3, &["Name", "", "Place"])),
        (ChildFormat::Ods, open_document("spreadsheet", ods, &[]), sheet(Some("Victims"), 4, 2, &["Name"])),
        (ChildFormat::Csv, b"Name;Place\nA. B.;Orvane\n".to_vec(), sheet(None, 2, 2, &["Name", "Place"])),
    ];
    for (format, bytes, roster) in cases {
        assert_eq!(read(format, &bytes).0[0].outcome, ChildOutcome::Roster(roster), "{format:?}");
    }
}

#[test]
fn a_mail_gives_its_words_and_its_attachments() {
    let attached = docx_with("<w:p><w:r><w:t>Liste des douze morts.</w:t></w:r></w:p>", &[]);
    let mail = format!(
        "From: =?utf-8?Q?Bureau_d=C3=A9fense?= <a@b.example>\r\nTo: c@d.example\r\nSubject: =?ISO-8859-1?Q?Attaque_=E0_Orvane?=\r\n\
         Date: Thu, 23 May 2024 23:30:00 -0800\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=XX\r\n\r\n\
         --XX\r\nContent-Type: multipart/alternative; boundary=YY\r\n\r\n--YY\r\nContent-Type: text/plain; \
         charset=iso-8859-1; format=flowed\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         Douze personnes ont =E9t=E9 tu=E9es =\r\n\r\nau march=E9.\r\n\r\n--YY\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>Douze</p>\r\n--YY--\r\n--XX\r\nContent-Type: application/octet-stream; name=\"liste.docx\"\r\n\
         Content-Disposition: attachment; filename=\"liste.docx\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n\
         --XX\r\nContent-Type: image/png; name=\"p.png\"\r\nContent-Disposition: attachment; filename=\"p.png\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--XX\r\nContent-Type: message/rfc822\r\n\r\n\
         From: e@f.example\r\nSubject: Inner\r\n\r\nTrois morts de plus.\r\n--XX--\r\n",
        base64(&attached)
    );
    let (parts, notes) = read(ChildFormat::Eml, mail.as_bytes());
    let told: Vec<(String, Option<String>, String)> = parts
        .iter()
        .map(|part| match &part.outcome {
            ChildOutcome::Text(document) => (part.label(), document.title.clone(), document.text.clone()),
            other @ (ChildOutcome::Roster(_) | ChildOutcome::Unreadable(_)) => panic!("{other:?}"),
        })
        .collect();
    let part =
        |label: &str, title: Option<&str>, text: &str| (label.into(), title.map(Into::into), text.to_owned());
    assert_eq!(
        told,
        [
            part("", Some("Attaque à Orvane"), "Douze personnes ont été tuées au marché.\n"),
            part("attachment 1 (liste.docx)", None, "Liste des douze morts.\n"),
            part("attachment 3", Some("Inner"), "Trois morts de plus."),
        ]
    );
    let ChildOutcome::Text(document) = &parts[0].outcome else { panic!("text") };
    assert_eq!(document.publisher.as_deref(), Some("Bureau défense"));
    assert_eq!(document.byline.as_deref(), Some("Bureau défense <a@b.example>"));
    assert_eq!(document.published.unwrap().to_string(), "2024-05-23");
    assert_eq!(document.encoding, "windows-1252");
    assert_eq!(notes, [ReadNote::LeftOut { what: LeftOut::Attachments, count: 1, first: "p.png".into() }]);
}

#[test]
fn a_mail_that_is_a_page_is_read_as_one() {
    let page = "<html><body><h1>Attaque</h1><p>Douze personnes ont été tuées dimanche à Orvane, selon des habitants \
        joints par téléphone.</p></body></html>";
    let mail = format!("From: <Saved>\nSubject: Page\nContent-Type: text/html; charset=utf-8\n\n{page}");
    let document = text(ChildFormat::Eml, mail.as_bytes());
    assert!(document.text.contains("Douze personnes ont été tuées dimanche à Orvane"), "{}", document.text);
    assert!(document.reader.starts_with("mail-html"), "{}", document.reader);
    assert_eq!(document.title.as_deref(), Some("Page"));
}

#[test]
fn what_is_not_its_format_is_damaged_and_what_is_blank_is_empty() {
    let words: &[u8] = b"Twelve people were killed.";
    for format in [ChildFormat::Pdf, ChildFormat::Docx, ChildFormat::Odt, ChildFormat::Xlsx, ChildFormat::Ods]
    {
        assert!(matches!(unreadable(format, words), Unreadable::Damaged { .. }), "{format:?}");
        assert_eq!(unreadable(format, b" \n"), Unreadable::Empty);
    }
    let other = zip(&[("photos/1.txt", words)]);
    assert!(matches!(unreadable(ChildFormat::Docx, &other), Unreadable::Damaged { .. }));
}

/// Base64 in lines of 76.
fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (at, chunk) in bytes.chunks(3).enumerate() {
        let bits =
            chunk.iter().enumerate().fold(0_u32, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        for sign in 0..4 {
            let index = (bits >> (18 - 6 * sign)) & 63;
            text.push(if sign > chunk.len() { '=' } else { char::from(SIGNS[index as usize]) });
        }
        if at % 19 == 18 {
            text.push_str("\r\n");
        }
    }
    text
}
