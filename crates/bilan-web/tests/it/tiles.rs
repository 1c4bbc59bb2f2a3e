//! The operator's map tiles, in ranges; and which answers are packed on the way.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use bilan_web::guard::admission::Mode;
use bilan_web::guard::roles::Role;
use tower::ServiceExt as _;

use crate::house::{Answer, Browser, House, archive};

fn with(mut request: Request<Body>, headers: &[(HeaderName, &str)]) -> Request<Body> {
    for (name, value) in headers {
        request.headers_mut().insert(name.clone(), HeaderValue::from_str(value).unwrap());
    }
    request
}

async fn asked(house: &House, browser: &Browser, headers: &[(HeaderName, &str)]) -> Answer {
    house.send(with(browser.get("/api/tiles"), headers)).await
}

fn header(answer: &Answer, name: &HeaderName) -> String {
    answer.headers.get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn tiles_come_whole_and_in_ranges() {
    let house = House::new(Mode::Alone);
    let (browser, all) = (house.alone(), archive());
    let length = all.len();
    let whole = asked(&house, &browser, &[]).await;
    assert_eq!((whole.status, whole.bytes.as_ref()), (StatusCode::OK, all.as_slice()));
    assert_eq!(header(&whole, &ACCEPT_RANGES), "bytes");
    assert_eq!(header(&whole, &CONTENT_LENGTH), length.to_string());
    for (range, start, end) in [
        ("bytes=0-126", 0, 127),
        ("bytes=1000-150000", 1000, 150_001),
        ("bytes=-7", length - 7, length),
        ("bytes=5000-", 5000, length),
    ] {
        let part = asked(&house, &browser, &[(RANGE, range)]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(part.bytes.as_ref(), &all[start..end], "{range}");
        assert_eq!(header(&part, &CONTENT_RANGE), format!("bytes {start}-{}/{length}", end - 1));
        assert_eq!(header(&part, &CONTENT_LENGTH), (end - start).to_string());
        assert_eq!(header(&part, &CONTENT_TYPE), "application/vnd.pmtiles");
    }
    let beyond = asked(&house, &browser, &[(RANGE, "bytes=99999999-")]).await;
    assert_eq!((beyond.status, beyond.code().as_str()), (StatusCode::RANGE_NOT_SATISFIABLE, "range"));
    assert_eq!(header(&beyond, &CONTENT_RANGE), format!("bytes */{length}"));
}

#[tokio::test]
async fn a_range_of_another_state_is_none_and_a_head_has_no_body() {
    let house = House::new(Mode::Alone);
    let (browser, all) = (house.alone(), archive());
    let request = with(browser.ask(&Method::HEAD, "/api/tiles", None), &[(RANGE, "bytes=0-9")]);
    let head = house.send(request).await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::PARTIAL_CONTENT, 0));
    assert_eq!(header(&head, &CONTENT_LENGTH), "10");
    let tag = header(&head, &ETAG);
    let same = asked(&house, &browser, &[(RANGE, "bytes=0-9"), (IF_RANGE, &tag), (IF_MATCH, &tag)]).await;
    assert_eq!(same.status, StatusCode::PARTIAL_CONTENT);
    let other = asked(&house, &browser, &[(RANGE, "bytes=0-9"), (IF_RANGE, "\"other\"")]).await;
    assert_eq!((other.status, other.bytes.len()), (StatusCode::OK, all.len()));
    let other = asked(&house, &browser, &[(RANGE, "bytes=0-9"), (IF_MATCH, "\"other\"")]).await;
    assert_eq!(other.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn the_session_tells_where_tiles_are_to_who_is_in() {
    let house = House::new(Mode::Team);
    house.member("Awa", &[Role::Admin]);
    let inside = house.send(house.signed_in("awa").get("/api/session")).await.json();
    assert_eq!(inside["tiles"], "/api/tiles");
    let outside = house.send(Browser::default().get("/api/session")).await.json();
    assert!(outside["tiles"].is_null());
    // An admin lets members in and reads nothing.
    assert_eq!(asked(&house, &house.signed_in("awa"), &[]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_asked_packed_comes_packed_but_events_and_ranges_do_not() {
    let house = House::new(Mode::Alone);
    let browser = house.alone();
    let gzip = (ACCEPT_ENCODING, "gzip");
    for path in ["/api/codebook", "/api/explore", "/api/reports", "/"] {
        let plain = house.send(browser.get(path)).await;
        assert_eq!(header(&plain, &CONTENT_ENCODING), "", "{path}");
        let packed = house.send(with(browser.get(path), std::slice::from_ref(&gzip))).await;
        assert_eq!(header(&packed, &CONTENT_ENCODING), "gzip", "{path}");
        assert!(packed.bytes.starts_with(&[0x1f, 0x8b]), "{path}");
        assert!(header(&packed, &HeaderName::from_static("vary")).to_lowercase().contains("accept-encoding"));
    }
    for range in [None, Some("bytes=0-9999")] {
        let mut headers = vec![gzip.clone()];
        headers.extend(range.map(|range| (RANGE, range)));
        let answer = asked(&house, &browser, &headers).await;
        assert!(answer.status.is_success());
        assert_eq!(header(&answer, &CONTENT_ENCODING), "", "{range:?}");
        let all = archive();
        let end = if range.is_some() { 10_000 } else { all.len() };
        assert_eq!(answer.bytes.as_ref(), &all[..end]);
    }
    let events = with(browser.get("/api/events"), &[gzip]);
    let events = house.router.clone().oneshot(events).await.unwrap();
    assert_eq!(events.status(), StatusCode::OK);
    assert_eq!(events.headers()[CONTENT_TYPE], "text/event-stream");
    assert!(!events.headers().contains_key(CONTENT_ENCODING));
}
