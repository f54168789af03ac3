// A merchant's program, written with the public library standardwebhooks. It
// prints one line of JSON for each delivery: what it was, whether the library
// accepts it, and how often it accepts it changed.
const fs = require("fs");
const http = require("http");
const { Webhook } = require("standardwebhooks");

const [secretsFile, elsewhere] = process.argv.slice(2);

const accepts = (webhook, body, headers) => {
  try {
    webhook.verify(body, headers);
    return true;
  } catch {
    return false;
  }
};

// changed are forgeries of a delivery: none of them may be accepted.
const changed = (body, h) => [
  [body.replace("{", "{ "), h],
  [body.slice(0, -1), h],
  [body + " ", h],
  [body.replace("false", "true "), h],
  [body, { ...h, "webhook-id": h["webhook-id"] + "x" }],
  [body, { ...h, "webhook-timestamp": String(Number(h["webhook-timestamp"]) + 1) }],
  [body, { ...h, "webhook-timestamp": String(Number(h["webhook-timestamp"]) - 301) }],
  [body, { ...h, "webhook-signature": h["webhook-signature"].replace(/v1,./g, "v1,_") }],
  [body, { ...h, "webhook-signature": h["webhook-signature"].replaceAll("v1,", "v1a,") }],
  [body, { ...h, "webhook-signature": "" }],
];

const receive = (path, headers, body) => {
  const at = Date.now();
  const secrets = JSON.parse(fs.readFileSync(secretsFile, "utf8"))[path] ?? [];
  const webhooks = secrets.map((secret) => new Webhook(secret));
  const forged = webhooks.flatMap((w) => changed(body, headers).filter(([b, h]) => accepts(w, b, h)));
  const { id, type } = JSON.parse(body);
  console.log(JSON.stringify({
    path, at, delivery: headers["webhook-id"], id, type,
    accepted: webhooks.map((w) => accepts(w, body, headers)), forged: forged.length,
  }));
};

const answers = {
  "/hangs": () => {},
  "/fails": (res) => res.writeHead(500).end("broken"),
  "/redirects": (res) => res.writeHead(302, { location: elsewhere }).end(),
};

const server = http.createServer((req, res) => {
  const parts = [];
  req.on("data", (part) => parts.push(part));
  req.on("end", () => {
    receive(req.url, req.headers, Buffer.concat(parts).toString());
    (answers[req.url] ?? ((ok) => ok.writeHead(204).end()))(res);
  });
});
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
