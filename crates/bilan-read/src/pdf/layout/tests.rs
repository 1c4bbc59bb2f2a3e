//! Lines at places, put together.

use super::*;

fn piece(x0: f32, y: f32, text: &str) -> Piece {
    #[allow(clippy::cast_precision_loss, reason = "a few characters")]
    let x1 = x0 + text.chars().count() as f32 * 5.0;
    Piece { text: text.to_owned(), x0, x1, y, size: 10.0 }
}

fn text(lines: &Lines) -> String {
    let mut paragraphs = Paragraphs::new([lines].into_iter());
    paragraphs.page(lines);
    paragraphs.finish().0
}

#[test]
fn full_lines_go_on_and_short_lines_end() {
    let lines = vec![
        vec![piece(60.0, 700.0, "At least twelve people were killed on Sunday in a mas-")],
        vec![piece(60.0, 688.0, "sacre at the market of Orvane, as residents there told")],
        vec![piece(60.0, 676.0, "us on Monday.")],
        vec![piece(60.0, 664.0, "The army denies it, and says that it fought some arm-")],
        vec![piece(60.0, 652.0, "ed men.")],
        vec![piece(60.0, 600.0, "• one")],
        vec![piece(60.0, 588.0, "• two")],
    ];
    assert_eq!(
        text(&lines),
        "At least twelve people were killed on Sunday in a massacre at the market of Orvane, as residents there told \
         us on Monday.\n\nThe army denies it, and says that it fought some armed men.\n\n• one\n\n• two\n"
    );
}

#[test]
fn columns_drawn_row_by_row_are_read_one_after_the_other() {
    let left =
        ["Selon la sœur d’une victime, les hommes", "sont arrivés à l’aube par la rive gauche", "du fleuve."];
    let right = [
        "L’armée de la République conteste tout",
        "ce récit, et son porte-parole parle de",
        "16 combattants neutralisés, sans preuve",
    ];
    let rows: Lines = (0..3_u8)
        .map(|row| {
            let y = 700.0 - 12.0 * f32::from(row);
            vec![piece(60.0, y, left[usize::from(row)]), piece(300.0, y, right[usize::from(row)])]
        })
        .collect();
    // The last row of the left column is short, so the mean stands.
    let text = text(&columns_in_order(&rows));
    assert_eq!(
        text,
        "Selon la sœur d’une victime, les hommes sont arrivés à l’aube par la rive gauche du fleuve.\n\n\
         L’armée de la République conteste tout ce récit, et son porte-parole parle de 16 combattants neutralisés, \
         sans preuve\n"
    );
}

#[test]
fn rows_of_a_table_stay_rows() {
    let rows: Lines = [["Lieu", "Morts"], ["Orvane", "27"], ["Lume", "3"], ["Bac", "0"]]
        .into_iter()
        .zip([700.0, 688.0, 676.0, 664.0])
        .map(|(row, y)| vec![piece(60.0, y, row[0]), piece(200.0, y, row[1])])
        .collect();
    assert_eq!(text(&columns_in_order(&rows)), "Lieu\tMorts\nOrvane\t27\nLume\t3\nBac\t0\n");
}

#[test]
fn ligatures_are_written_out_and_nothing_else_is_changed() {
    let lines = vec![vec![piece(60.0, 700.0, "Oﬃciers ½ x² œuvre ﬁn №")]];
    let mut paragraphs = Paragraphs::new([&lines].into_iter());
    paragraphs.page(&lines);
    let (text, notes) = paragraphs.finish();
    assert_eq!(text, "Officiers ½ x² œuvre fin №\n");
    assert_eq!(notes, [ReadNote::LigaturesWrittenOut { count: 2 }]);
}
