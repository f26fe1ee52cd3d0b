// AsyncAPI documents read by npm @asyncapi/parser: "ok", or what it finds wrong, a line each document.
const fs = require("fs");
const vm = require("vm");

const [parserAt, ...documents] = process.argv.slice(2);
globalThis.window = globalThis.self = globalThis;
vm.runInThisContext(fs.readFileSync(parserAt, "utf8"));

async function verdict(path) {
  const { document, diagnostics } = await new globalThis.AsyncAPIParser().parse(fs.readFileSync(path, "utf8"));
  // Severity 0 is an error, 1 a warning; what is below is advice, such as that there is a newer version of AsyncAPI.
  const found = diagnostics.filter((one) => one.severity <= 1);
  if (document && found.length === 0) return "ok";
  return "refused: " + found.map((one) => `${one.message} at ${(one.path || []).join("/")}`).join("; ");
}

(async () => {
  for (const path of documents) console.log(await verdict(path));
})();
