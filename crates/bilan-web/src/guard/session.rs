//! Sessions: who is signed in, by the digest of an opaque token; when they end; what they still owe.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::secret::Token;
use super::world::World;

/// How many sessions one holder may have; the oldest ends first.
const MOST: usize = 20;
/// A session that was seen less long ago is not written again, in seconds.
const SEEN_EVERY: i64 = 60;

/// Whose session it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// The one person who works alone on this computer.
    Alone,
    /// A member, by the key of their name.
    Member(String),
}

impl Holder {
    /// After how many seconds without a request it ends, and after how many in any case.
    ///
    /// A member's: half an hour, twelve hours. Who works alone has no password to come back with, only the window that
    /// bilan runs in: twelve hours, seven days.
    pub fn limits(&self) -> (i64, i64) {
        const HOUR: i64 = 3600;
        match self {
            Self::Alone => (12 * HOUR, 7 * 24 * HOUR),
            Self::Member(_) => (HOUR / 2, 12 * HOUR),
        }
    }
}

/// What is still owed before the session opens anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owes {
    /// Nothing: fully signed in.
    Nothing,
    /// A code.
    SecondFactor,
    /// A password of their own in place of the one handed over.
    Password,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Whose.
    pub holder: Holder,
    /// Since when.
    pub begun: Timestamp,
    /// When a request last came, give or take a minute.
    pub seen: Timestamp,
    /// What is still owed.
    pub owes: Owes,
}

impl Session {
    /// Whether it is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        let (idle, most) = self.holder.limits();
        let age = |since: Timestamp| now.as_second() - since.as_second();
        age(self.seen) >= idle || age(self.begun) >= most
    }

    /// Whether it is worth writing that it was seen.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.as_second() - self.seen.as_second() >= SEEN_EVERY
    }
}

/// Sessions by the digest of their token.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sessions(BTreeMap<String, Session>);

impl Sessions {
    /// Opens a session in place of the one that the browser came with: its token is worth nothing from here on.
    pub fn open(&mut self, holder: Holder, owes: Owes, came_with: Option<&Token>, world: &World) -> Token {
        let now = world.now();
        self.0.retain(|_, session| !session.is_over(now));
        if let Some(token) = came_with {
            self.0.remove(&token.digest());
        }
        let mut theirs: Vec<_> = self.0.iter().filter(|(_, session)| session.holder == holder).collect();
        theirs.sort_by_key(|(_, session)| session.seen);
        let over = (theirs.len() + 1).saturating_sub(MOST);
        let oldest: Vec<String> = theirs.into_iter().take(over).map(|(digest, _)| digest.clone()).collect();
        for digest in oldest {
            self.0.remove(&digest);
        }
        let token = Token::fresh(world);
        self.0.insert(token.digest(), Session { holder, begun: now, seen: now, owes });
        token
    }

    /// The session of a token, while it lasts.
    pub fn find(&self, token: &Token, now: Timestamp) -> Option<&Session> {
        self.0.get(&token.digest()).filter(|session| !session.is_over(now))
    }

    /// A request came.
    pub fn touch(&mut self, token: &Token, now: Timestamp) {
        if let Some(session) = self.0.get_mut(&token.digest()).filter(|session| !session.is_over(now)) {
            session.seen = now;
        }
    }

    /// Ends a session.
    pub fn close(&mut self, token: &Token) {
        self.0.remove(&token.digest());
    }

    /// Ends all sessions of a holder.
    pub fn close_all(&mut self, holder: &Holder) {
        self.0.retain(|_, session| session.holder != *holder);
    }

    /// How many there are, over or not.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::made_up::world;
    use super::*;

    fn amina() -> Holder {
        Holder::Member("amina".to_owned())
    }

    #[test]
    fn a_session_ends_when_nobody_comes_and_after_a_day_of_work() {
        let (world, hands) = world();
        let mut sessions = Sessions::default();
        let token = sessions.open(amina(), Owes::Nothing, None, &world);
        hands.pass(1799);
        assert!(sessions.find(&token, world.now()).is_some());
        hands.pass(1);
        assert!(sessions.find(&token, world.now()).is_none());

        let token = sessions.open(amina(), Owes::Nothing, None, &world);
        let mut minutes = 0;
        while sessions.find(&token, world.now()).is_some() {
            sessions.touch(&token, world.now());
            hands.pass(600);
            minutes += 10;
        }
        assert_eq!(minutes, 12 * 60);
        sessions.touch(&token, world.now());
        assert!(sessions.find(&token, world.now()).is_none(), "what is over stays over");
    }

    #[test]
    fn signing_in_changes_the_token_and_the_old_one_is_worth_nothing() {
        let (world, _) = world();
        let mut sessions = Sessions::default();
        let planted = Token::of(&"a".repeat(64)).unwrap();
        let token = sessions.open(amina(), Owes::SecondFactor, Some(&planted), &world);
        assert_ne!(token, planted);
        assert!(sessions.find(&planted, world.now()).is_none());
        let next = sessions.open(amina(), Owes::Nothing, Some(&token), &world);
        assert!(sessions.find(&token, world.now()).is_none());
        assert_eq!(sessions.find(&next, world.now()).unwrap().owes, Owes::Nothing);
    }

    #[test]
    fn one_holder_has_only_so_many_and_others_keep_theirs() {
        let (world, hands) = world();
        let mut sessions = Sessions::default();
        let other = sessions.open(Holder::Alone, Owes::Nothing, None, &world);
        let tokens: Vec<Token> = (0..25)
            .map(|_| {
                hands.pass(1);
                sessions.open(amina(), Owes::Nothing, None, &world)
            })
            .collect();
        assert_eq!(sessions.len(), MOST + 1);
        assert!(sessions.find(&tokens[0], world.now()).is_none());
        assert!(sessions.find(&tokens[24], world.now()).is_some());
        sessions.close_all(&amina());
        assert_eq!(sessions.len(), 1);
        assert!(sessions.find(&other, world.now()).is_some());
    }
}
