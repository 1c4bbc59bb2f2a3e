//! The workplace: an HTTP API over the use cases of a case, and the pages that call it.
//!
//! [`router::router`] has every route, [`workplace::Workplace`] is what all handlers share, [`wire`] holds the shapes
//! that go over the wire and [`api`] one file a resource. Who may do what is `guard/`. No rule of the domain stands here:
//! every act is a use case of casework.

#![allow(unused_qualifications, reason = "the macro that describes routes qualifies what it is given")]

pub mod actor;
pub mod api;
pub mod assets;
mod described;
pub mod events;
mod first_words;
pub mod guard;
mod in_browser;
pub mod jobs;
pub mod listen;
pub mod lists;
pub mod orphans;
pub mod problem;
pub mod queues;
pub mod reader;
pub mod readings;
pub mod router;
pub mod serve;
pub mod speakers;
pub mod tiles;
pub mod tls;
pub mod wire;
pub mod words;
pub mod workplace;
