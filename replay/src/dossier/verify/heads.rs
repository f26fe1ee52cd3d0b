//! Completeness: chains from the first entry, held against where the list of heads says that they end.

use std::collections::HashSet;

use samspor_core::entry::Section;
use samspor_core::log::Class;

use super::chain::{self, Chains};
use super::checkpoint::{Log, LogFiles};
use super::events;
use super::verdict::{StreamVerdict, Verdict};
use crate::dossier::Files;
use crate::dossier::form::{self, *};
use crate::dossier::head::{HeadFile, HeadsTold, InList};
use crate::dossier::line::Key;

/// A list of heads that is proven: where it stands, and what it says of the streams.
struct List {
    at: u64,
    /// It is over the first so many entries.
    size: u64,
    places: Vec<([u8; 16], InList)>,
}

/// Holds the patient's own streams against the list of heads.
pub(super) fn verify(
    files: &Files,
    own: &HashSet<[u8; 16]>,
    chains: &Chains,
    log: Option<&Log>,
    verdict: &mut Verdict,
) {
    let list = log.and_then(|log| list(files, &LogFiles::LEDGER, log, verdict));
    verdict.completeness.heads_at = list.as_ref().map(|list| list.at);
    verdict.completeness.window =
        list.as_ref().zip(log).map(|(list, log)| log.size().saturating_sub(list.size.saturating_add(1)));
    let mut sids: Vec<&[u8; 16]> = own.iter().collect();
    sids.sort_unstable();
    for sid in sids {
        let stream = stream(sid, chains, list.as_ref(), verdict);
        verdict.completeness.streams.push(stream);
    }
    if own.is_empty() {
        verdict.note("The patient has no entries at this tenant; that there are none can't be shown, since a stream's id is drawn with its first entry.");
    }
    if let Some(list) = &list {
        others(chains, own, list, verdict);
    }
}

/// Holds entries picked from a log's streams against its list of heads.
pub(super) fn picked(files: &Files, named: &LogFiles, chains: &Chains, log: &Log, verdict: &mut Verdict) {
    if let Some(list) = list(files, named, log, verdict) {
        others(chains, &HashSet::new(), &list, verdict);
    }
}

fn stream(sid: &[u8; 16], chains: &Chains, list: Option<&List>, verdict: &mut Verdict) -> StreamVerdict {
    let links = chains.of(sid);
    let place = list.and_then(|list| list.places.iter().find(|(one, _)| one == sid).map(|(_, place)| place));
    let last = links.last().map_or(0, |link| link.sn);
    let head = match place {
        Some(InList::Present(presence)) => Some(presence.head),
        Some(InList::Absent(_)) | None => None,
    };
    let why = match (chain::gap(links), place) {
        (Some((position, what)), _) => {
            verdict.fault(EVENTS, Some(position.0), what.clone());
            Some(what)
        }
        (None, Some(InList::Absent(_))) => {
            let before = list.and_then(|list| links.iter().find(|link| link.position.0 <= list.size));
            before.map(|link| {
                let what = format!(
                    "the list of heads says that the stream has no entries, and entry {} is one",
                    link.position
                );
                verdict.fault(HEAD, None, what.clone());
                what
            })
        }
        (None, None) => {
            Some("the dossier has no list of heads for it: entries may be missing at the end".to_owned())
        }
        (None, Some(InList::Present(_))) => None,
    };
    let why = why.or_else(|| head.and_then(|head| cut_off(&head, links, list, verdict)));
    StreamVerdict {
        sid: form::to_base64(sid),
        entries: last,
        head: head.map(|head| head.sn),
        whole: why.is_none(),
        why,
    }
}

/// Why a stream does not reach the head that the list has of it.
fn cut_off(
    head: &samspor_core::tree::heads::Head,
    links: &[chain::Link],
    list: Option<&List>,
    verdict: &mut Verdict,
) -> Option<String> {
    let last = links.last().map_or(0, |link| link.sn);
    let found = links.iter().find(|link| link.sn == head.sn);
    let what = match found {
        None => format!(
            "the list of heads says that the stream has {} entries, and the dossier ends with number {last}: {} are missing at the end",
            head.sn,
            head.sn.saturating_sub(last)
        ),
        Some(link) if link.hash != head.leaf => {
            format!("the list of heads names another leaf for number {} of the stream", head.sn)
        }
        Some(_) => {
            let beyond = links
                .iter()
                .find(|link| link.sn > head.sn && list.is_some_and(|list| link.position.0 <= list.size));
            let link = beyond?;
            format!("entry {} stands before the list of heads, which does not know it", link.position)
        }
    };
    verdict.fault(HEAD, None, what.clone());
    Some(what)
}

/// Picked entries must not contradict the list either: an entry beyond the head its stream had.
fn others(chains: &Chains, own: &HashSet<[u8; 16]>, list: &List, verdict: &mut Verdict) {
    for (sid, links) in chains.streams().filter(|(sid, _)| !own.contains(*sid)) {
        let place = list.places.iter().find(|(one, _)| one == sid);
        let Some((_, InList::Present(presence))) = place else { continue };
        let head = presence.head;
        let wrong = links.iter().find(|link| {
            link.position.0 <= list.size
                && (link.sn > head.sn || link.sn == head.sn && link.hash != head.leaf)
        });
        if let Some(link) = wrong {
            let what = "the list of heads, which comes after it, does not know it";
            verdict.fault(HEAD, Some(link.position.0), what);
        }
    }
}

/// The list of heads, if it is there and right: its entry in the log, its root, and each stream's place in it.
fn list(files: &Files, named: &LogFiles, log: &Log, verdict: &mut Verdict) -> Option<List> {
    let file = named.head;
    let Some(bytes) = files.get(file) else {
        verdict.note(format!("There is no {file}: that nothing is missing at the end can't be shown."));
        return None;
    };
    let read = HeadFile::read(bytes).and_then(|read| Some((read.entry.read_leaf()?, read)));
    let Some((leaf, read)) = read else {
        verdict.fault(file, None, "not a list of heads in the dossier's spelling");
        return None;
    };
    let position = read.entry.position.0;
    if let Some(why) = events::unproven(files, named, log, &read.entry) {
        verdict.fault(&form::proof_of(named.proofs, position), Some(position), why);
        return None;
    }
    let body = match (&leaf.sec[..], &read.entry.parts[..]) {
        ([section @ Section::Open(_)], [part]) if part.key == Key::InClear && section.covers(&part.body) => {
            &part.body
        }
        _ => {
            verdict.fault(file, Some(position), "the entry is not a list of heads in clear");
            return None;
        }
    };
    let told = HeadsTold::read(body).filter(|told| leaf.k == Class::H && told.size < position);
    let Some(told) = told else {
        verdict.fault(file, Some(position), "the entry is not a list of heads of entries before it");
        return None;
    };
    for (sid, place) in &read.places {
        let shown = match place {
            InList::Present(one) if one.head.sid == *sid => {
                one.verify(&told.root, told.streams).map_err(|error| error.to_string())
            }
            InList::Present(_) => Err("the head is of another stream".to_owned()),
            InList::Absent(gap) => {
                gap.verify(sid, &told.root, told.streams).map_err(|error| error.to_string())
            }
        };
        if let Err(why) = shown {
            verdict.fault(file, None, format!("stream {}: {why}", form::to_base64(sid)));
            return None;
        }
    }
    Some(List { at: position, size: told.size, places: read.places })
}
