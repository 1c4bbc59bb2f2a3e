//! What the description says of every route alike: refusals and failures are problems.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, Response, ResponseBuilder};

use crate::problem::PROBLEM_JSON;

/// The description with the problems that every route can answer.
pub(crate) fn with_problems(mut description: OpenApi) -> OpenApi {
    for (path, item) in &mut description.paths.paths {
        for operation in operations(item) {
            tell_missing(path, operation);
            tell_problems(operation);
        }
    }
    description
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, options, head, patch, trace, .. } = item;
    [get, put, post, delete, options, head, patch, trace].into_iter().flatten()
}

/// Routes that are about things of the case which their body names.
const ABOUT: [&str; 7] = [
    "/api/incidents/merge",
    "/api/incidents/split",
    "/api/incidents/relate",
    "/api/judgements",
    "/api/undo",
    "/api/sources",
    "/api/dossiers",
];

/// What is about a thing can be about none.
fn tell_missing(path: &str, operation: &mut Operation) {
    let asks = operation.request_body.is_some() && ABOUT.contains(&path);
    if asks || path.contains('{') {
        let missing = || RefOr::T(problem("There is nothing of this id in the case."));
        operation.responses.responses.entry("404".to_owned()).or_insert_with(missing);
    }
}

fn tell_problems(operation: &mut Operation) {
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        let is_problem = status == "default" || status.starts_with(['4', '5']);
        if let (true, RefOr::T(response)) = (is_problem, response) {
            *response = problem(&response.description);
        }
    }
    responses.entry("default".to_owned()).or_insert_with(|| {
        RefOr::T(problem("What happened, what is safe all the same and what to do next."))
    });
}

fn problem(description: &str) -> Response {
    let body = Content::new(Some(Ref::from_schema_name("ProblemBody")));
    ResponseBuilder::new().description(description).content(PROBLEM_JSON, body).build()
}
