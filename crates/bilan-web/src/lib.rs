//! The workplace: an HTTP API over the use cases of a case, and the pages that call it.
