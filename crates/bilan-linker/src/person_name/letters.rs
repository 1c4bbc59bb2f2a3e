//! Letters of other alphabets in plain Latin letters.

/// What a letter of a Latin alphabet is in plain lower-case letters; nothing for a mark that only modifies its
/// neighbour, and `None` for what is no Latin letter.
pub(crate) fn latin(letter: char) -> Option<&'static str> {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyz";
    if letter.is_ascii() {
        let place = usize::from(letter.to_ascii_lowercase() as u8).wrapping_sub(usize::from(b'a'));
        return PLAIN.get(place..place.wrapping_add(1)).filter(|text| !text.is_empty());
    }
    Some(match letter {
        'à'..='å' | 'À'..='Å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'ạ'..='ặ' | 'Ạ'..='Ặ' | 'ᾱ' => "a",
        'æ' | 'Æ' => "ae",
        'Ɓ' | 'ɓ' | 'ḅ' | 'Ḅ' => "b",
        'ç' | 'Ç' | 'Ć'..='č' => "c",
        'ð' | 'Ð' | 'Ď'..='đ' | 'Ḍ' | 'ḍ' | 'Ḏ' | 'ḏ' | 'Ɗ' | 'ɗ' | 'Ḑ' | 'ḑ' => "d",
        'è'..='ë' | 'È'..='Ë' | 'Ē'..='ě' | 'Ə' | 'ə' | 'ǝ' | 'Ɛ' | 'ɛ' | 'Ẹ'..='ệ' => "e",
        'Ĝ'..='ģ' | 'Ǧ' | 'ǧ' | 'Ḡ' | 'ḡ' | 'Ǵ' | 'ǵ' => "g",
        'Ĥ'..='ħ' | 'Ḥ' | 'ḥ' | 'Ḩ' | 'ḩ' | 'Ḫ' | 'ḫ' | 'ẖ' => "h",
        'ì'..='ï' | 'Ì'..='Ï' | 'Ĩ'..='ı' | 'Ǐ' | 'ǐ' | 'Ɩ' | 'ɩ' | 'Ỉ'..='ị' => "i",
        'Ĳ' | 'ĳ' => "ij",
        'Ĵ' | 'ĵ' | 'ǰ' => "j",
        'Ķ'..='ĸ' | 'Ḳ' | 'ḳ' | 'Ḵ' | 'ḵ' | 'Ƙ' | 'ƙ' | 'Ǩ' | 'ǩ' => "k",
        'Ĺ'..='ł' | 'Ḷ'..='ḽ' => "l",
        'Ḿ'..='ṃ' => "m",
        'ñ' | 'Ñ' | 'Ń'..='ŋ' | 'Ɲ' | 'ɲ' | 'Ṅ'..='ṋ' => "n",
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' | 'Ō'..='ő' | 'Ɔ' | 'ɔ' | 'Ǒ' | 'ǒ' | 'Ọ'..='ợ' | 'Ơ' | 'ơ' => {
            "o"
        }
        'Œ' | 'œ' => "oe",
        'Ṕ'..='ṗ' => "p",
        'Ŕ'..='ř' | 'Ṙ'..='ṟ' => "r",
        'Ś'..='š' | 'Ș' | 'ș' | 'Ṡ'..='ṩ' | 'ſ' => "s",
        'ß' | 'ẞ' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' | 'Ṫ'..='ṱ' | 'ẗ' => "t",
        'þ' | 'Þ' => "th",
        'ù'..='ü' | 'Ù'..='Ü' | 'Ũ'..='ų' | 'Ǔ'..='ǜ' | 'Ụ'..='ự' | 'Ư' | 'ư' => "u",
        'Ŵ' | 'ŵ' | 'Ẁ'..='ẉ' => "w",
        'ý' | 'ÿ' | 'Ý' | 'Ŷ'..='Ÿ' | 'Ƴ' | 'ƴ' | 'Ỳ'..='ỹ' => "y",
        'Ź'..='ž' | 'Ẓ' | 'ẓ' | 'Ẕ' | 'ẕ' | 'Ẑ' | 'ẑ' => "z",
        'ʾ' | 'ʿ' | 'ʻ' | 'ʼ' | '\u{300}'..='\u{36f}' => "",
        _ => return None,
    })
}

/// The letter that stands for an Arabic letter written in several ways (hamza or not, Persian shapes); `None` for
/// vowel signs and the lengthening stroke, which writers leave out.
pub(crate) fn arabic(letter: char) -> Option<char> {
    Some(match letter {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ئ' | 'ے' => 'ي',
        'ؤ' => 'و',
        'ة' | 'ۀ' | 'ە' | 'ہ' | 'ھ' => 'ه',
        'ک' => 'ك',
        'ـ' | 'ء' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' => {
            return None;
        }
        other => other,
    })
}

/// Whether a letter is of the Arabic alphabet.
pub(crate) fn is_arabic(letter: char) -> bool {
    matches!(letter, '\u{610}'..='\u{61a}' | '\u{620}'..='\u{65f}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}'..='\u{6ed}'
        | '\u{750}'..='\u{77f}')
}
