//! Numbers as the language of the report writes them.

use super::Language;
use super::locale::{Locale, fill};

/// What stands for a number that is none.
const NONE: &str = "—";

/// A count with the language's sign between thousands.
pub(super) fn count(locale: &Locale, n: u64) -> String {
    grouped(locale, &n.to_string())
}

/// A count that is an estimate, without decimals.
pub(super) fn about(locale: &Locale, n: f64) -> String {
    if n.is_finite() { grouped(locale, &format!("{:.0}", n.max(0.0))) } else { NONE.to_owned() }
}

fn grouped(locale: &Locale, digits: &str) -> String {
    let sign = match locale.language {
        Language::En => ',',
        Language::Fr => '\u{202f}',
    };
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

/// A number with so many decimals.
pub(super) fn decimal(locale: &Locale, n: f64, decimals: usize) -> String {
    if !n.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{n:.decimals$}");
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    let text = if is_zero { text.trim_start_matches('-').to_owned() } else { text.replace('-', "\u{2212}") };
    match locale.language {
        Language::En => text,
        Language::Fr => text.replace('.', ","),
    }
}

/// Bits with one decimal and their sign.
pub(super) fn signed(locale: &Locale, bits: f64) -> String {
    let text = decimal(locale, bits, 1);
    if bits >= 0.05 && bits.is_finite() { format!("+{text}") } else { text }
}

/// "+7.3 bits".
pub(super) fn signed_bits(locale: &Locale, bits: f64) -> String {
    in_bits(locale, bits, &signed(locale, bits))
}

/// "7.3 bits", a whole number without decimals.
pub(super) fn bits(locale: &Locale, bits: f64) -> String {
    in_bits(locale, bits, &place(locale, bits))
}

/// A place on an axis: one decimal where there is one.
pub(super) fn place(locale: &Locale, n: f64) -> String {
    decimal(locale, n, usize::from(n.fract().abs() >= 0.05))
}

fn in_bits(locale: &Locale, bits: f64, shown: &str) -> String {
    let one = match locale.language {
        Language::En => bits.abs() >= 0.95 && bits.abs() < 1.05,
        Language::Fr => bits.abs() < 1.95,
    };
    let template = if one { &locale.texts.bits_one } else { &locale.texts.bits_many };
    fill(template, &[("n", shown)])
}

/// A share from 0 to 1 as a percentage without decimals.
pub(super) fn whole_share(locale: &Locale, share: f64) -> String {
    format!("{}{}", decimal(locale, share * 100.0, 0), percent_sign(locale))
}

fn percent_sign(locale: &Locale) -> &'static str {
    match locale.language {
        Language::En => "%",
        Language::Fr => "\u{a0}%",
    }
}

/// A share from 0 to 1 as a percentage, with more decimals near its ends, and never 0 or 100 where it is not.
pub(super) fn share(locale: &Locale, share: f64) -> String {
    if !share.is_finite() {
        return NONE.to_owned();
    }
    let percent = share * 100.0;
    let sign = percent_sign(locale);
    let from_end = percent.min(100.0 - percent);
    if percent > 0.0 && percent < 0.001 {
        return fill(&locale.texts.less_than, &[("n", &format!("{}{sign}", decimal(locale, 0.001, 3)))]);
    }
    let decimals = match from_end {
        end if end <= 0.0 => 0,
        end if end >= 1.0 => 1,
        end if end >= 0.1 => 2,
        _ => 3,
    };
    // The last digit may round to 100 only where the share is 100.
    let shown = if percent < 100.0 { percent.min(99.999) } else { percent };
    format!("{}{sign}", decimal(locale, shown, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        let (en, fr) = (Locale::of(Language::En), Locale::of(Language::Fr));
        assert_eq!(count(&en, 1_234_567), "1,234,567");
        assert_eq!(count(&fr, 12_345), "12\u{202f}345");
        assert_eq!(signed_bits(&en, 7.26), "+7.3 bits");
        assert_eq!(signed_bits(&fr, -1.5), "\u{2212}1,5 bit");
        assert_eq!(signed(&en, -0.01), "0.0");
        assert_eq!(bits(&en, 0.0), "0 bits");
        assert_eq!(about(&en, 61_234.4), "61,234");
    }

    #[test]
    fn a_share_is_not_rounded_to_its_ends() {
        let en = Locale::of(Language::En);
        assert_eq!(share(&en, 0.0), "0%");
        assert_eq!(share(&en, 1.0), "100%");
        assert_eq!(share(&en, 0.999_999_9), "99.999%");
        assert_eq!(share(&en, 0.000_000_1), "< 0.001%");
        assert_eq!(share(&en, 0.5), "50.0%");
        assert_eq!(share(&en, f64::NAN), "—");
    }
}
