//! What of a record each reader may see, and whether a set of records may be released.
//!
//! [`Profiles::read`] takes the profiles as data (`codebook/profiles.toml`) and gives the [`Rules`] of one of them;
//! [`disclose`] makes, from a record of an incident, the record that these rules let through, and counts what it held
//! back. Points are moved by [`displaced`] inside their own area, which an [`Areas`] knows. [`RiskTable`] takes the
//! records of a release one by one and tells how well persons can be told apart; [`gate`] says whether they may go out,
//! [`suggest`] what to coarsen where not, and [`coarsen`] does it. The method is `docs/method/disclosure.md`.
//!
//! It never adds anything to a record, never lets a narrower profile see what a wider one does not, and decides nothing
//! about what is true. It reads no clock and no randomness: what is drawn follows from a secret [`Seed`].
//!
//! ```
//! use bilan_disclosure::{Item, Language, Profiles, Treatment};
//! use bilan_model::Profile;
//!
//! let text = include_str!("../../../codebook/profiles.toml");
//! let rules = Profiles::read(text)?.rules(Profile::Public, Language::En);
//! assert_eq!(rules.treatment(Item::WitnessIdentity), Treatment::Withhold);
//! # Ok::<(), bilan_disclosure::ProfileError>(())
//! ```

mod areas;
mod coarsen;
mod disclose;
mod displace;
mod gate;
mod item;
mod parties;
mod place;
mod profiles;
mod renumber;
mod risk;
mod rules;
mod sensitive;
mod sphere;
mod texts;
mod voices;
mod words;

pub use areas::{Area, Areas, KnownPlaces, NoAreas, Settlement};
pub use coarsen::{Coarseness, DateDetail, PlaceDetail, coarsen};
pub use disclose::disclose;
pub use displace::displaced;
pub use gate::{Refusal, Suggestion, gate, suggest};
pub use item::{Item, Treatment};
pub use profiles::{ProfileError, Profiles};
pub use renumber::Seed;
pub use risk::{Risk, RiskTable};
pub use rules::{Jitter, Language, Lists, Pointing, Rules, Voice};
