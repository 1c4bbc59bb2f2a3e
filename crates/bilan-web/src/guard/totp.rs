//! Codes of an application (RFC 6238): six digits, thirty seconds, one step early or late, each accepted once.

use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

use super::member::{Name, TotpKey};
use super::world::World;

/// A fresh secret of 160 bits. Not in force until a code of it was shown.
pub fn fresh(world: &World) -> TotpKey {
    TotpKey { secret: Secret::from(world.bytes::<20>()).to_base32(), last_step: 0 }
}

/// The address that an application reads from a picture or takes as text.
pub fn address(key: &TotpKey, name: &Name, case: &str) -> String {
    let label = escaped(&format!("{case} ({name})"));
    format!("otpauth://totp/bilan:{label}?secret={}&issuer=bilan", key.secret)
}

/// Whether the code is right and was not accepted before; then it is never accepted again.
pub fn accept(key: &mut TotpKey, code: &str, now: Timestamp) -> bool {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let Some(totp) =
        totp(key).filter(|_| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit()))
    else {
        return false;
    };
    let Ok(seconds) = u64::try_from(now.as_second()) else { return false };
    match totp.check(&digits, seconds) {
        Some(step) if step > key.last_step => {
            key.last_step = step;
            true
        }
        Some(_) | None => false,
    }
}

fn totp(key: &TotpKey) -> Option<Totp> {
    let secret = Secret::try_from_base32(&key.secret).ok()?;
    Builder::new().with_secret(secret).with_skew(1).build().ok()
}

/// Percent escapes for all but letters and digits.
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// The code of a secret at a second.
#[cfg(test)]
pub(crate) fn made_up_code(secret: &str, at: i64) -> String {
    let key = TotpKey { secret: secret.to_owned(), last_step: 0 };
    totp(&key).unwrap().generate(u64::try_from(at).unwrap()).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    fn code(key: &TotpKey, at: i64) -> String {
        totp(key).unwrap().generate(u64::try_from(at).unwrap()).to_string()
    }

    #[test]
    fn the_known_answers_of_rfc_6238() {
        let key = TotpKey { secret: Secret::from(*b"12345678901234567890").to_base32(), last_step: 0 };
        // The last six of the eight digits of appendix B.
        for (at, digits) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(code(&key, at), digits);
        }
    }

    #[test]
    fn a_code_is_accepted_once_one_step_early_or_late() {
        let (world, _) = world();
        let now = world.now().as_second();
        let at = |second| Timestamp::from_second(second).unwrap();
        for (shift, accepted) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let mut key = fresh(&world);
            let code = code(&key, now + shift);
            assert_eq!(accept(&mut key, &code, at(now)), accepted, "{shift}");
            assert!(!accept(&mut key, &code, at(now)), "never twice");
            if accepted {
                assert!(!accept(&mut key, &code, at(now + 30)), "not in the next step either");
            }
        }
    }

    #[test]
    fn an_earlier_code_is_refused_after_a_later_one() {
        let (world, _) = world();
        let now = world.now().as_second();
        let mut key = fresh(&world);
        let (earlier, later) = (code(&key, now - 30), code(&key, now));
        assert!(accept(&mut key, &later, world.now()));
        assert!(!accept(&mut key, &earlier, world.now()));
    }

    #[test]
    fn what_is_no_code_is_refused() {
        let (world, _) = world();
        let mut key = fresh(&world);
        let right = code(&key, world.now().as_second());
        for wrong in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "-12345", "000 00"] {
            assert!(!accept(&mut key, wrong, world.now()), "{wrong}");
        }
        let spaced = format!("{} {}", &right[..3], &right[3..]);
        assert!(accept(&mut key, &spaced, world.now()));
    }

    #[test]
    fn the_address_holds_no_sign_that_ends_it() {
        let (world, _) = world();
        let key = fresh(&world);
        let address = address(&key, &Name::new("A. N'Diaye").unwrap(), "mali & co?");
        assert!(
            address.starts_with("otpauth://totp/bilan:mali%20%26%20co%3F%20%28A.%20N%27Diaye%29?secret=")
        );
    }
}
