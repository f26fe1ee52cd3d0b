//! HTTP asked in-process: the wire, the rights of each role, the pages.

mod fixture;
mod leaving;

mod access;
mod commands;
mod erased;
mod guarded;
mod kills;
mod pages;
mod reports;
mod tlog;
mod two_tenants;
mod why;
