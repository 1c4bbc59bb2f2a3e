//! Arabic letters to Latin by rule: the consonants of a name, and a guess at its vowels.

fn is_vowel_letter(letter: Option<&char>) -> bool {
    matches!(letter, Some('ا' | 'و' | 'ي'))
}

/// Letter by letter, with an a between consonants.
pub(crate) fn by_rule(word: &str, out: &mut String) {
    let word: Vec<char> = word.chars().collect();
    let mut open = true;
    for (place, &letter) in word.iter().enumerate() {
        let next = word.get(place + 1);
        let last = next.is_none();
        let text = match letter {
            'و' | 'ي' if place == 1 && word[0] == 'ا' && !last => {
                if letter == 'و' {
                    "ou"
                } else {
                    "i"
                }
            }
            'و' if place == 0 || (open && !last) || next == Some(&'ا') => "w",
            'و' => "ou",
            'ي' if place == 0 || (open && !last) || next == Some(&'ا') => "y",
            'ي' => "i",
            'ه' if last && place > 1 => "a",
            'ع' if is_vowel_letter(next) || (open && place > 0) => "",
            'ا' | 'ع' => "a",
            'ت' if next == Some(&'ش') => continue,
            'ب' => "b",
            'پ' => "p",
            'ت' | 'ط' => "t",
            'ث' => "th",
            'ج' => "j",
            'چ' | 'ش' => "sh",
            'ح' | 'ه' => "h",
            'خ' => "kh",
            'د' | 'ض' => "d",
            'ذ' => "dh",
            'ر' => "r",
            'ز' | 'ژ' | 'ظ' => "z",
            'س' | 'ص' => "s",
            'غ' => "gh",
            'ف' => "f",
            'ڤ' | 'ۋ' => "v",
            'ق' | 'ك' => "k",
            'گ' | 'ڭ' | 'ݣ' => "g",
            'ل' => "l",
            'م' => "m",
            'ن' => "n",
            _ => continue,
        };
        let vowel = text.starts_with(['a', 'o', 'i']);
        if !text.is_empty() && !vowel && !open {
            out.push('a');
        }
        out.push_str(text);
        open = vowel || text.is_empty();
    }
}
