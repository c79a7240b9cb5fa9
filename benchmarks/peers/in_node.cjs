// One Node peer over one roster: `in_node.cjs PEER JOB OUT COUNT` prints its figures as JSON.
// The clock starts after modules and roster are in memory.

const fs = require("node:fs");
const path = require("node:path");

const [name, job, out, count] = process.argv.slice(2);
const records = JSON.parse(fs.readFileSync(path.join(job, "flat.json"), "utf8")).slice(0, +count);
const target = (n) => path.join(out, `${n}.docx`);

const peers = {
  "easy-template-x": () => {
    const { TemplateHandler } = require("easy-template-x");
    return async () => {
      const handler = new TemplateHandler();
      const template = fs.readFileSync(path.join(job, "braces.docx"));
      for (const [n, record] of records.entries()) {
        fs.writeFileSync(target(n), await handler.process(template, record));
      }
    };
  },
  docxtemplater: () => {
    const PizZip = require("pizzip");
    const Docxtemplater = require("docxtemplater");
    return async () => {
      const template = fs.readFileSync(path.join(job, "braces.docx"));
      for (const [n, record] of records.entries()) {
        const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
        document.render(record);
        const zip = document.getZip();
        fs.writeFileSync(target(n), zip.generate({ type: "nodebuffer", compression: "DEFLATE" }));
      }
    };
  },
  carbone: () => {
    const carbone = require("carbone");
    const render = (record) =>
      new Promise((done, failed) =>
        carbone.render(path.join(job, "carbone.docx"), record, (error, data) =>
          error ? failed(error) : done(data),
        ),
      );
    return async () => {
      for (const [n, record] of records.entries()) fs.writeFileSync(target(n), await render(record));
    };
  },
};

function peakKib() {
  if (!fs.existsSync("/proc/self/status")) return process.resourceUsage().maxRSS;
  return +/VmHWM:\s+(\d+)/.exec(fs.readFileSync("/proc/self/status", "utf8"))[1];
}

async function main() {
  const work = peers[name]();
  const [before, start] = [process.cpuUsage(), process.hrtime.bigint()];
  await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, peak_kib: peakKib() }));
}

main().then(() => process.exit(0));
