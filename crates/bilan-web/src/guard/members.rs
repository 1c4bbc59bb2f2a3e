//! What an admin does with members: the same for the API and for `bilan member`.

use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::member::{Member, Name};
use super::password::{Cost, hash, one_time};
use super::register::{Kept, Register, RegisterError};
use super::roles::{Role, Roles};
use super::session::Holder;
use super::world::World;

/// For how many days a password that was handed over opens the door.
const HANDED_OVER: i64 = 7;

/// A member as an admin sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberRow {
    /// Their name.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Whether codes of an application are asked of them.
    pub second_factor: bool,
    /// How many passkeys they have.
    pub passkeys: usize,
    /// Whether they still have the password that was handed over.
    pub one_time_password: bool,
    /// When they last did something, RFC 3339.
    pub last_seen: Option<String>,
}

impl From<&Member> for MemberRow {
    fn from(member: &Member) -> Self {
        Self {
            name: member.name.to_string(),
            roles: member.roles.iter().copied().collect(),
            second_factor: member.has_second_factor(),
            passkeys: member.passkeys.len(),
            one_time_password: member.one_time_until.is_some(),
            last_seen: member.last_seen.map(|seen| seen.to_string()),
        }
    }
}

/// Why members stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// Not a name.
    #[error("not a name of a member")]
    Name,
    /// There is one of this name.
    #[error("there is a member of this name")]
    Exists,
    /// There is none of this name.
    #[error("there is no member of this name")]
    Unknown,
    /// A member without a role can do nothing.
    #[error("a member needs a role")]
    NoRole,
    /// Nobody could let members in any more.
    #[error("the last admin stays")]
    LastAdmin,
    /// An admin who gives themselves roles would read what admins do not.
    #[error("nobody changes their own roles")]
    Own,
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

/// The members, by name.
///
/// # Errors
/// The register's.
pub fn list(register: &Register) -> Result<Vec<MemberRow>, RegisterError> {
    register.read(|kept| kept.members.values().map(MemberRow::from).collect())
}

/// Whether a member of this name and these roles can be let in.
///
/// # Errors
/// [`MemberError`].
pub fn check_new(register: &Register, name: &str, roles: &Roles) -> Result<Name, MemberError> {
    let name = Name::new(name).ok_or(MemberError::Name)?;
    if roles.is_empty() {
        return Err(MemberError::NoRole);
    }
    if register.read(|kept| kept.member(name.as_str()).is_some())? {
        return Err(MemberError::Exists);
    }
    Ok(name)
}

/// Lets a member in; gives the password to hand over.
///
/// # Errors
/// [`MemberError`].
pub fn add(
    register: &Register,
    name: &str,
    roles: Roles,
    cost: Cost,
    world: &World,
) -> Result<String, MemberError> {
    let name = check_new(register, name, &roles)?;
    let password = one_time(world);
    let hash = hash(cost, &password, world.bytes());
    let now = world.now();
    register.change(|kept| {
        if kept.member(name.as_str()).is_some() {
            return Err(MemberError::Exists);
        }
        let member = Member {
            name: name.clone(),
            roles,
            password: hash,
            one_time_until: Some(handed_over_until(now)),
            totp: None,
            passkeys: Vec::new(),
            devices: std::collections::BTreeMap::new(),
            since: now,
            last_seen: None,
        };
        kept.members.insert(name.key(), member);
        Ok(())
    })?;
    Ok(password)
}

/// Gives a member these roles in place of theirs. `by` is who does it, where it is a member.
///
/// # Errors
/// [`MemberError`].
pub fn set_roles(
    register: &Register,
    name: &str,
    roles: &Roles,
    by: Option<&str>,
) -> Result<MemberRow, MemberError> {
    if roles.is_empty() {
        return Err(MemberError::NoRole);
    }
    register.change(|kept| {
        another(kept, name, by)?;
        if !roles.contains(&Role::Admin) {
            keeps_an_admin(kept, name)?;
        }
        let member = kept.member_mut(name).ok_or(MemberError::Unknown)?;
        member.roles.clone_from(roles);
        Ok(MemberRow::from(&*member))
    })
}

/// Gives a member who lost theirs a password to hand over; their second factor, passkeys and sessions are gone.
///
/// # Errors
/// [`MemberError`].
pub fn reset(register: &Register, name: &str, cost: Cost, world: &World) -> Result<String, MemberError> {
    let password = one_time(world);
    let hash = hash(cost, &password, world.bytes());
    let until = handed_over_until(world.now());
    register.change(|kept| {
        let member = kept.member_mut(name).ok_or(MemberError::Unknown)?;
        member.reset(hash, until);
        let holder = Holder::Member(member.name.key());
        kept.sessions.close_all(&holder);
        Ok(password)
    })
}

/// Lets a member out: their sessions end at once. What they decided stays.
///
/// # Errors
/// [`MemberError`].
pub fn remove(register: &Register, name: &str, by: Option<&str>) -> Result<(), MemberError> {
    register.change(|kept| {
        another(kept, name, by)?;
        keeps_an_admin(kept, name)?;
        let key = kept.member(name).ok_or(MemberError::Unknown)?.name.key();
        kept.members.remove(&key);
        kept.sessions.close_all(&Holder::Member(key));
        Ok(())
    })
}

fn handed_over_until(now: Timestamp) -> Timestamp {
    now.checked_add(Span::new().hours(24 * HANDED_OVER)).unwrap_or(Timestamp::MAX)
}

fn another(kept: &Kept, name: &str, by: Option<&str>) -> Result<(), MemberError> {
    let member = kept.member(name).ok_or(MemberError::Unknown)?;
    if by.is_some_and(|by| super::member::key(by) == member.name.key()) {
        Err(MemberError::Own)
    } else {
        Ok(())
    }
}

/// Refuses where the member is the only admin of a team: a team of others would have nobody to let members in.
fn keeps_an_admin(kept: &Kept, name: &str) -> Result<(), MemberError> {
    let is_admin = |member: &Member| member.roles.contains(&Role::Admin);
    let leaving = kept.member(name).is_some_and(is_admin);
    let others = kept.members.values().filter(|member| member.name.key() != super::member::key(name));
    let (mut admins, mut members) = (0, 0);
    for member in others {
        members += 1;
        admins += usize::from(is_admin(member));
    }
    if leaving && admins == 0 && members > 0 { Err(MemberError::LastAdmin) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::super::register::made_up::case;
    use super::super::session::Owes;
    use super::super::world::made_up::world;
    use super::*;

    fn roles(roles: &[Role]) -> Roles {
        roles.iter().copied().collect()
    }

    #[test]
    fn a_member_comes_changes_and_goes() {
        let home = tempfile::tempdir().unwrap();
        let (world, _) = world();
        let register = Register::open(home.path(), case()).unwrap();
        let add = |name: &str, given: &[Role]| add(&register, name, roles(given), Cost::NONE, &world);
        assert!(matches!(add("a/b", &[Role::Reader]), Err(MemberError::Name)));
        assert!(matches!(add("Amina", &[]), Err(MemberError::NoRole)));
        let first = add("Amina", &[Role::Admin]).unwrap();
        assert!(matches!(add("AMINA", &[Role::Reader]), Err(MemberError::Exists)));
        add("Issa", &[Role::Coder]).unwrap();
        let rows = list(&register).unwrap();
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Amina", "Issa"]);
        assert!(rows[0].one_time_password && !rows[0].second_factor);

        assert!(matches!(
            set_roles(&register, "amina", &roles(&[Role::Reader]), None),
            Err(MemberError::LastAdmin)
        ));
        assert!(matches!(remove(&register, "amina", None), Err(MemberError::LastAdmin)));
        assert!(matches!(
            set_roles(&register, "amina", &roles(&[Role::Admin, Role::Reader]), Some("Amina")),
            Err(MemberError::Own)
        ));
        let row =
            set_roles(&register, "issa", &roles(&[Role::Admin, Role::Reviewer]), Some("Amina")).unwrap();
        assert_eq!(row.roles, [Role::Reviewer, Role::Admin]);

        let token = register
            .change(|kept| {
                Ok::<_, RegisterError>(kept.sessions.open(
                    Holder::Member("amina".to_owned()),
                    Owes::Nothing,
                    None,
                    &world,
                ))
            })
            .unwrap();
        let second = reset(&register, "Amina", Cost::NONE, &world).unwrap();
        assert_ne!(first, second);
        let known =
            |register: &Register| register.read(|kept| kept.sessions.find(&token, world.now()).is_some());
        assert!(!known(&register).unwrap(), "a reset ends sessions");
        remove(&register, "amina", Some("Issa")).unwrap();
        assert!(matches!(remove(&register, "amina", None), Err(MemberError::Unknown)));
        assert!(matches!(reset(&register, "amina", Cost::NONE, &world), Err(MemberError::Unknown)));
        remove(&register, "issa", None).unwrap();
        assert!(list(&register).unwrap().is_empty(), "the last of all may go");
    }
}
