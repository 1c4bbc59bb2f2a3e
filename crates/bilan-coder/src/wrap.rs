//! Hard-wrapped text: line ends inside a paragraph that only keep a margin, and mean no more than a space.

/// The narrowest and the widest margin that text is wrapped at, in signs.
const MARGINS: std::ops::RangeInclusive<usize> = 40..=120;

/// Combining marks belong to the letter before them.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// A line of a text.
struct Line<'a> {
    /// The line with its indent, without white space behind.
    text: &'a str,
    /// The byte of its line end.
    end: usize,
    /// Signs.
    length: usize,
}

/// The bytes of the line ends that mean a space, in order.
///
/// A block of lines without an empty one shows its margin where its lines are filled: the word that opens a line would
/// not have gone on the line before. What is found holds from there on, so that text put behind changes nothing before.
pub(crate) fn wraps(text: &str) -> Vec<usize> {
    let mut found = Vec::new();
    if !text.contains('\n') {
        return found;
    }
    let mut margin = None;
    let mut block: Vec<Line<'_>> = Vec::new();
    let mut start = 0;
    for raw in text.split('\n') {
        let line = raw.trim_end();
        if line.is_empty() {
            close(&mut block, &mut margin, &mut found);
        } else {
            let length = line.chars().filter(|c| !is_mark(*c)).count();
            block.push(Line { text: line, end: start + raw.len(), length });
        }
        start += raw.len() + 1;
    }
    close(&mut block, &mut margin, &mut found);
    found
}

/// Takes the line ends of a block that are wraps.
fn close(block: &mut Vec<Line<'_>>, margin: &mut Option<usize>, found: &mut Vec<usize>) {
    let widest = block.iter().map(|line| line.length).max().unwrap_or_default();
    if block.len() > 1 && MARGINS.contains(&widest) {
        let own = margin.map_or(widest, |known| widest.max(known));
        if shows_margin(block, own) {
            *margin = Some(own);
        }
        if let Some(known) = *margin {
            let wrapped = block.windows(2).filter(|pair| goes_on(&pair[0], &pair[1], known));
            found.extend(wrapped.map(|pair| pair[0].end));
        }
    }
    block.clear();
}

/// Whether most lines of a block are filled, and most of those end inside a sentence.
fn shows_margin(block: &[Line<'_>], margin: usize) -> bool {
    let filled: Vec<_> = block.windows(2).filter(|pair| goes_on(&pair[0], &pair[1], margin)).collect();
    let open = filled.iter().filter(|pair| !pair[0].text.ends_with(['.', '!', '?', ':', ';', '…'])).count();
    filled.len() >= 2 && 3 * filled.len() >= 2 * (block.len() - 1) && 2 * open >= filled.len()
}

/// Signs by which a line may fall short of its margin.
const SLACK: usize = 4;

/// Whether a line goes on the one before: its first word would not have gone there, and it opens no item of a list.
fn goes_on(before: &Line<'_>, line: &Line<'_>, margin: usize) -> bool {
    let own = line.text.trim_start();
    let first = own.split_whitespace().next().unwrap_or_default();
    let indent = |line: &Line<'_>| line.text.len() - line.text.trim_start().len();
    let number = first.trim_end_matches(['.', ')', '/']);
    let item = first.starts_with(['-', '–', '—', '•', '*', '·', '▪', '►'])
        || (number.len() < first.len()
            && number.len() <= 3
            && number.chars().all(char::is_alphanumeric)
            && number.contains(|c: char| c.is_ascii_digit()));
    // Cells of a table: each line is a row of its own.
    let row = [before, line].iter().any(|line| line.text.contains(['|', '\t']));
    let word = first.chars().filter(|c| !is_mark(*c)).count();
    !item && !row && indent(line) <= indent(before) && before.length + 1 + word + SLACK > margin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        let ends = wraps(text);
        text.char_indices().map(|(at, c)| if ends.contains(&at) { ' ' } else { c }).collect()
    }

    #[test]
    fn filled_lines_are_one_paragraph() {
        let text = "   OURO-SABE, 3 JAN 90 -- GUNMEN KILLED AT LEAST\nSIX FARMERS NEAR THE BRIDGE ON MONDAY, POLICE SAID\nHERE TODAY. A GUARD IS MISSING.\n\nTWO MEN WERE TAKEN AWAY FROM THE MARKET OF THE\nTOWN.";
        assert_eq!(joined(text).matches('\n').count(), 2);
    }

    #[test]
    fn lists_headings_and_short_lines_stay_apart() {
        for text in [
            "Toll:\n- 7 soldiers\n- 12 civilians\n- 3 drivers",
            "ATTACK ON TAMBORE\nSix farmers were killed on Monday at the bridge, the mayor said by telephone, and two more are missing.\nThe army is searching.",
            "Place | Day | Dead or hurt in it\nTambore | Monday | 4 killed\nKassala | Tuesday | 12 injured",
            "One line that is short.\nAnother line, somewhat longer than it.\nA third.\n",
        ] {
            assert_eq!(joined(text), text);
        }
    }

    #[test]
    fn what_stands_behind_changes_nothing_before() {
        let text = "Six farmers were killed.\nTwo are missing.\n\n";
        let behind = "The mayor of the town said by telephone that the\nmen had come on motorcycles from the north and\nhad left before dawn.";
        assert_eq!(wraps(&format!("{text}{behind}")).first().copied(), Some(text.len() + 48));
    }
}
