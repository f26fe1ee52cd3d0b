"use strict";
(async () => {
const told = JSON.parse(document.getElementById("told").textContent);
const put = (id, text, how) => { const e = document.getElementById(id); e.textContent = text; if (how) e.className = how; };
const item = (id, text, how) => { const e = document.createElement("li"); e.textContent = text; if (how) e.className = how; document.getElementById(id).append(e); };
const row = (id, cells, good) => {
  const tr = document.createElement("tr");
  cells.forEach((cell, at) => { const td = document.createElement("td"); td.textContent = cell; if (at === cells.length - 1) td.className = good ? "good" : "bad"; tr.append(td); });
  document.getElementById(id).append(tr);
};
put("about", `Pasient ${told.references.join(", ")} hos ${told.tenant}, per ${told.valid}, slik det var kjent ${told.known}. For ${told.recipient}. Sum ${told.digest}.`);
if (!(globalThis.crypto && crypto.subtle)) return;
const text = new TextEncoder(), words = new TextDecoder();
const bytes = (b64) => Uint8Array.from(atob(b64), (c) => c.charCodeAt(0));
const b64 = (b) => btoa(String.fromCharCode(...b));
const join = (...parts) => { const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { out.set(p, at); at += p.length; } return out; };
const sha = async (b) => new Uint8Array(await crypto.subtle.digest("SHA-256", b));
const same = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);
const node = (l, r) => sha(join([1], l, r));
const faults = [];
const fault = (what) => { faults.push(what); item("faults", what, "bad"); };
const root = async (leaf, index, size, proof) => {
  let fn = BigInt(index), sn = BigInt(size) - 1n, hash = leaf;
  if (fn > sn || fn < 0n) return null;
  for (const beside of proof) {
    if (sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      hash = await node(beside, hash);
      while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n; }
    } else hash = await node(hash, beside);
    fn >>= 1n; sn >>= 1n;
  }
  return sn === 0n ? hash : null;
};
const key = (vkey) => { const [name, id, ...rest] = vkey.trim().split("+"); return { name, id, key: bytes(rest.join("+")).slice(1) }; };
const checkpoint = async (note, vkey, what) => {
  const at = note.lastIndexOf("\n\n"), signed = note.slice(0, at + 1), [origin, size, hash] = signed.split("\n");
  const told = { origin, size: Number(size), root: bytes(hash) };
  try {
    const by = key(vkey);
    if (by.name !== origin) fault(`${what}: nøkkelen er ikke journalens`);
    const line = note.slice(at + 2).split("\n").map((l) => l.split(" ")).find((l) => l[0] === "—" && l[1] === by.name);
    const public_key = await crypto.subtle.importKey("raw", by.key, { name: "Ed25519" }, false, ["verify"]);
    if (!line || !await crypto.subtle.verify("Ed25519", public_key, bytes(line[2]).slice(4), text.encode(signed))) fault(`${what}: signaturen er feil`);
  } catch (error) {
    item("notes", `${what}: nettleseren kan ikke kontrollere signaturer (Ed25519); bruk verify.py eller verify.sh til den`);
  }
  return told;
};
const hmac = async (secret, info) => {
  const k = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", k, join(text.encode(info), [1])));
};
const opened = async (leaf, line) => {
  const aad = text.encode(JSON.stringify({ ...leaf, sec: leaf.sec.map(({ com, ct, ...rest }) => rest) }));
  if (leaf.sec.length !== line.sections.length) throw new Error("ikke så mange deler som bladet sier");
  let first = null;
  for (let at = 0; at < leaf.sec.length; at++) {
    const section = leaf.sec[at], part = line.sections[at], body = bytes(part.body);
    if (part.key === "withheld" || /^(erased|blocked) by \d+$/.test(part.key)) { if (body.length) throw new Error("en del er med som skulle vært utelatt"); continue; }
    if (body.length !== section.n || !same(await sha(body), bytes(section.ct))) throw new Error("innholdet er ikke det bladet ble laget over");
    let plain = body;
    if (part.key !== "in clear") {
      const secret = bytes(part.key);
      if (!same(await hmac(secret, "com"), bytes(section.com))) throw new Error("nøkkelen er ikke den bladet er bundet til (K_com)");
      const enc = await crypto.subtle.importKey("raw", await hmac(secret, "enc"), "AES-GCM", false, ["decrypt"]);
      try { plain = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12), additionalData: aad }, enc, body)); }
      catch (error) { throw new Error("innholdet lar seg ikke åpne"); }
    } else if (section.com) throw new Error("en forseglet del står i klartekst");
    if (at === 0) first = JSON.parse(words.decode(plain));
  }
  return first;
};
const lines = (file) => file.split("\n").filter((line) => line);
const verify = async (line, tree, proofs) => {
  const raw = bytes(line.leaf), hash = await sha(join([0], raw)), leaf = JSON.parse(words.decode(raw));
  if (JSON.stringify(leaf) !== words.decode(raw)) throw new Error("bladet er ikke skrevet på sin ene måte");
  const proof = proofs[line.position];
  if (proof === undefined) throw new Error("beviset mangler");
  const found = await root(hash, line.position - 1, tree.size, proof.split(" ").filter((h) => h).map(bytes));
  if (!found || !same(found, tree.root)) throw new Error("hendelsen står ikke i journalen");
  return { leaf, hash, said: await opened(leaf, line) };
};
const tree = await checkpoint(told.checkpoint, told.key, "checkpoint");
const access = await checkpoint(told.access_checkpoint, told.access_key, "access-checkpoint");
const chains = new Map();
for (const [file, is_later] of [[told.events, false], [told.later, true]]) for (const text of lines(file)) {
  let line = { position: "?", recorded_at: "" };
  try {
    line = JSON.parse(text);
    const { leaf, hash, said } = await verify(line, tree, told.proofs);
    if (!chains.has(leaf.sid)) chains.set(leaf.sid, []);
    chains.get(leaf.sid).push({ leaf, hash, position: line.position });
    const what = said ? (said.events || []).map((event) => event.type).join(", ") : is_later ? "registrert senere" : line.sections[0].key;
    row("entries", [line.position, said ? said.on || "" : "", line.recorded_at, what, "står i journalen"], true);
  } catch (error) {
    fault(`Hendelse ${line.position}: ${error.message}`);
    row("entries", [line.position, "", line.recorded_at, "", error.message], false);
  }
}
for (const text of lines(told.access)) {
  let line = { position: "?", recorded_at: "" };
  try {
    line = JSON.parse(text);
    const { said } = await verify(line, access, told.access_proofs);
    row("readings", [line.position, line.recorded_at, said ? `${said.actor.role}, ${said.why}, ${said.what.name}, ${said.outcome}` : "holdt tilbake", "står i tilgangsloggen"], true);
  } catch (error) {
    fault(`Lesing ${line.position}: ${error.message}`);
    row("readings", [line.position, line.recorded_at, "", error.message], false);
  }
}
const heads = new Map();
if (told.head) try {
  const head = JSON.parse(told.head), { leaf, said: body } = await verify(head.entry, tree, told.proofs);
  const said = body.events[0].data;
  if (leaf.k !== "H" || said.size >= head.entry.position) throw new Error("hodebladet er ikke over hendelsene før det");
  for (const { sid, present } of head.streams) if (present) {
    const sn = new DataView(new ArrayBuffer(8)); sn.setBigUint64(0, BigInt(present.sn));
    const one = await sha(join([0], bytes(sid), new Uint8Array(sn.buffer), bytes(present.leaf)));
    const found = await root(one, present.index, said.streams, present.hashes.map(bytes));
    if (sid !== present.sid || !found || !same(found, bytes(said.root))) throw new Error("et hode står ikke i listen");
    heads.set(sid, present);
  }
  item("notes", `Hodebladet er hendelse ${head.entry.position}; etter det er det skrevet ${tree.size - said.size - 1} hendelser i hele journalen.`);
} catch (error) { fault(`head.json: ${error.message}`); }
for (const sid of told.streams) {
  let before = { sn: 0, hash: b64(new Uint8Array(32)) };
  for (const { leaf, hash, position } of chains.get(sid) || []) {
    if (leaf.sn !== before.sn + 1 || leaf.prev !== before.hash) fault(`Hendelse ${position}: det mangler hendelser før den (nr. ${leaf.sn} følger på nr. ${before.sn})`);
    before = { sn: leaf.sn, hash: b64(hash) };
    const head = heads.get(sid);
    if (head && head.sn === leaf.sn && head.leaf !== before.hash) fault(`Hendelse ${position}: hodebladet viser en annen`);
  }
  const head = heads.get(sid);
  if (head && head.sn > before.sn) fault(`Pasientens fil: hodebladet viser ${head.sn} hendelser, mappen slutter med nr. ${before.sn}`);
  if (!head) item("notes", "Pasientens fil: at ingenting mangler til slutt, kan ikke vises.");
}
if (faults.length) put("outcome", `IKKE I ORDEN: ${faults.length} feil`, "bad");
else put("outcome", "I orden. Men nøkkelen er mappens egen påstand: sammenlign den nedenfor med en du har fått et annet sted.", "good");
document.getElementById("key").addEventListener("input", (event) => {
  const given = event.target.value.trim();
  put("compared", !given ? "" : given === told.key.trim() ? "Samme nøkkel." : "EN ANNEN NØKKEL.", given && given !== told.key.trim() ? "bad" : "");
});
})().catch((error) => {
  const outcome = document.getElementById("outcome");
  outcome.className = "bad";
  outcome.textContent = `Siden kunne ikke kontrolleres (${error.message}). Bruk «samspor verify --dossier» eller «python3 verify.py».`;
});
