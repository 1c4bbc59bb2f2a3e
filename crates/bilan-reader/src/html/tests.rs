//! Invented pages, as news sites build them, and what must come out.

use std::fmt::Write as _;

use crate::charset::decode;
use crate::document::ReadDocument;
use crate::unreadable::{PageLimit, Unreadable};

use super::{MAX_HTML_BYTES, read_page};

const FRENCH: &str = include_str!("../../tests/pages/fr-article.html");
const ENGLISH: &str = include_str!("../../tests/pages/en-article.html");
const SPANISH: &str = include_str!("../../tests/pages/es-short.html");

fn read(page: &str) -> Result<ReadDocument, Unreadable> {
    read_page(decode(page.as_bytes(), None).unwrap())
}

/// The text of a page whose body this is.
fn text_of(body: &str) -> String {
    read(&format!("<!doctype html><title>T</title><body>{body}")).unwrap().text
}

/// Everything that was read, for a person to look over.
fn told(document: &ReadDocument) -> String {
    let mut told = String::new();
    writeln!(told, "title: {:?}\npublisher: {:?}", document.title, document.publisher).unwrap();
    writeln!(told, "byline: {:?}\npublished: {:?}", document.byline, document.published).unwrap();
    writeln!(told, "language: {:?}\nreader: {}", document.language, document.reader).unwrap();
    for note in &document.notes {
        writeln!(told, "note: {note}").unwrap();
    }
    write!(told, "---\n{}", document.text.replace('\t', "⇥")).unwrap();
    told
}

#[test]
fn a_french_article_without_what_stands_around_it() {
    insta::assert_snapshot!(told(&read(FRENCH).unwrap()));
}

#[test]
fn an_english_article_of_careless_markup() {
    insta::assert_snapshot!(told(&read(ENGLISH).unwrap()));
}

#[test]
fn a_short_spanish_page() {
    insta::assert_snapshot!(told(&read(SPANISH).unwrap()), @r#"
        title: Some("Mueren tres campesinos en una vereda")
        publisher: Some("El Páramo")
        byline: None
        published: None
        language: Some(Language { tag: "es", basis: Stated })
        reader: html-page
        note: The document says its letters are windows-1252, but they are UTF-8; UTF-8 was used.
        note: The page is too short to tell the article from the rest, so its main part was read without menus. Some lines may not belong to the article.
        note: "ayer" is not a date that could be understood, so it was not used. Write dates as 2024-05-23.
        note: Little text was found on the page (81 characters). Compare it with the original.
        ---
        Tres campesinos murieron el sábado, según la alcaldía.

        La policía habla de dos.
        "#);
}

#[test]
fn a_page_in_an_old_encoding() {
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(SPANISH);
    let document = read_page(decode(&bytes, None).unwrap()).unwrap();
    assert_eq!((document.encoding, document.publisher.as_deref()), ("windows-1252", Some("El Páramo")));
    assert!(document.text.contains("murieron el sábado, según la alcaldía"));
}

#[test]
fn words_and_figures_are_never_glued() {
    let cases = [
        ("<div>Killed: 3 to 5</div><div>Wounded: 7</div>", "Killed: 3 to 5\nWounded: 7\n"),
        (
            "<table><tr><td>Dead</td><td>45</td></tr><tr><td><p>Hurt</p></td><td>6</td></tr></table>",
            "Dead\t45\nHurt\t6\n",
        ),
        ("<dl><dt>Dead<dd>45<dt>Hurt<dd>6</dl>", "Dead\n45\nHurt\n6\n"),
        ("<main>One<section>Two</section>Three</main>", "One\n\nTwo\n\nThree\n"),
        ("<p>one<br>two<br/><br>three", "one\ntwo\nthree\n"),
        ("<p>45<sup>2</sup> dead; 3 km<sup>2</sup>; 1<sup>er</sup> mai", "45[2] dead; 3 km2; 1er mai\n"),
        ("<p><del>12</del><ins>15</ins> dead", "12 15 dead\n"),
        ("<p>a&nbsp;b&#160;c&#x202f;d", "a\u{A0}b\u{A0}c\u{202F}d\n"),
        ("<pre>a\n  b\tc\n</pre>d", "a\n  b\tc\n\nd\n"),
        ("<p>A<b>mass</b>ine  is\n a <a href=x>place</a>.", "Amassine is a place.\n"),
        ("<p>&zzz; &#xFFFFFFF; &#0; &lt;b&gt; &amp;lt;", "&zzz; \u{FFFD} \u{FFFD} <b> &lt;\n"),
        ("<p hidden>no</p><p style='display : none'>no</p><p>yes</p>", "yes\n"),
        ("<p>He said <q>two</q>.", "He said \"two\".\n"),
        ("<ul><li>one<li>two<ul><li>three</ul></ul>", "one\ntwo\n\nthree\n"),
    ];
    for (body, text) in cases {
        assert_eq!(text_of(body), text, "{body}");
    }
}

#[test]
fn scripts_styles_comments_and_templates_are_never_text() {
    let body = "<p>Twelve killed.</p><script>99 dead<!--</script><style>99 dead</style><!-- 99 dead --><template>99 \
        dead</template><noscript>99 dead</noscript><svg><text>99 dead</text></svg><textarea>99 dead</textarea><select>\
        <option>99 dead</select><iframe>99 dead</iframe><noframes>99 dead</noframes><p onclick='99 dead' title='99 dead'>\
        Three hurt.</p><![CDATA[99 dead]]><?php 99 dead ?>";
    assert_eq!(text_of(body), "Twelve killed.\n\nThree hurt.\n");
}

#[test]
fn a_page_without_words_is_told() {
    for page in
        ["<html><body></body></html>", "<title>T</title><script>x</script>", "<!-- a -->", "<img alt=x>"]
    {
        assert_eq!(read(page), Err(Unreadable::PageWithoutText), "{page}");
    }
}

#[test]
fn embedded_pictures_do_not_count() {
    let picture = "QUJD".repeat(4 * 1024 * 1024);
    let page = format!("<p>Twelve <img src=\"data:image/png;base64,{picture}\">killed.");
    assert!(page.len() > MAX_HTML_BYTES);
    let document = read(&page).unwrap();
    assert_eq!(document.text, "Twelve killed.\n");
    insta::assert_snapshot!(document.notes[0], @"Pictures or other files embedded in the page were not read (16777216 bytes).");
}

#[test]
fn a_page_inside_one_form_or_one_odd_name_is_read() {
    let article = "<h1>T</h1><p>Twelve killed.</p>";
    for (open, close) in
        [("<form>", "</form>"), ("<div class=sidebar>", "</div>"), ("<div class='has-nav'>", "</div>")]
    {
        assert_eq!(text_of(&format!("{open}{article}{close}")), "Twelve killed.\n");
    }
}

#[test]
fn a_line_of_links_is_noted() {
    let body = "<p>Twelve killed.</p><div><a>Home</a> <a>News</a> <a>Sport</a></div><ul><li><a>A</a><li><a>B</a><li><a>C</a></ul>";
    let document = read(&format!("<title>T</title>{body}")).unwrap();
    let notes: Vec<String> = document.notes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(notes.join("\n"), @r#"
        The page is too short to tell the article from the rest, so its main part was read without menus. Some lines may not belong to the article.
        Lines of the text that look like a menu or a list of links: 4, the first "Home News Sport".
        Little text was found on the page (39 characters). Compare it with the original.
        "#);
}

/// Pages that would take the memory, the stack or the hours of a careless reader.
#[test]
fn pages_made_to_do_harm_are_refused() {
    let fill = |unit: &str| unit.repeat(MAX_HTML_BYTES / unit.len());
    let attributes = (0..400_000).fold(String::new(), |all, i| all + &format!("a{i} "));
    let open_tags = (0..400).fold(String::new(), |all, i| all + &format!("<b a{i}>"));
    let bombs = [
        ("nested", fill("<div>"), PageLimit::Depth(512)),
        ("nested in a table", format!("<table>{}", fill("<div>")), PageLimit::Depth(512)),
        ("nested in templates", fill("<template>"), PageLimit::Depth(512)),
        ("nested beyond reach of end tags", fill("<div><object></div>"), PageLimit::Depth(512)),
        ("one tag", format!("<p {attributes}>"), PageLimit::Attributes(512)),
        ("one tag in a drawing", format!("<svg><style><p {attributes}>"), PageLimit::Attributes(512)),
        ("crumbs", fill("<p>a"), PageLimit::Pieces(1_000_000)),
        ("multiplying", open_tags + "</p>" + &fill("<p>x</p>"), PageLimit::Pieces(1_000_000)),
    ];
    for (name, page, limit) in bombs {
        let page = &page[..page.len().min(MAX_HTML_BYTES)];
        assert_eq!(read(page), Err(Unreadable::PageRefused { limit }), "{name}");
    }
    let large = fill("words ") + "and more words";
    assert_eq!(
        read(&large),
        Err(Unreadable::PageTooLarge { bytes: large.len(), limit_bytes: MAX_HTML_BYTES })
    );
}

#[test]
fn a_deep_page_within_the_limits_is_read() {
    let deep = "<div><span><a>".repeat(160) + "Twelve killed.";
    assert_eq!(text_of(&deep), "Twelve killed.\n");
}

#[test]
fn a_large_page_is_read_by_rule() {
    let page = format!("<title>T</title><main>{}</main>", "<p>Twelve <b>killed</b>.</p>".repeat(20_000));
    let document = read(&page).unwrap();
    assert_eq!((document.reader, document.text.lines().count()), ("html-page", 39_999));
}
