// Runs a netlist with ngspice as WASM (npm eecircuit-engine, MIT) and writes its vectors as a SPICE raw file.
// node ngspice.mjs <address of eecircuit-engine.mjs> <netlist> <raw file>
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , engine, netlist, raw] = process.argv;
const { Simulation } = await import(engine.startsWith("file:") ? engine : pathToFileURL(engine).href);
const simulation = new Simulation();
await simulation.start();
simulation.setNetList(readFileSync(netlist, "utf8"));
const found = await simulation.runSim();
process.stdout.write(`${simulation.getInfo()}\n${simulation.getError().join("\n")}\n`);
const complex = found.dataType === "complex";
const { numVariables: count, numPoints: points } = found;
const numbers = new Float64Array(count * points * (complex ? 2 : 1));
found.data.forEach((vector, at) => {
  vector.values.forEach((value, k) => {
    if (complex) {
      numbers[2 * (k * count + at)] = value.real;
      numbers[2 * (k * count + at) + 1] = value.img;
    } else {
      numbers[k * count + at] = value;
    }
  });
});
const variables = found.data.map((vector, at) => `\t${at}\t${vector.name}\t${vector.type}`).join("\n");
const head = `Plotname: WASM\nFlags: ${complex ? "complex" : "real"}\nNo. Variables: ${count}\nNo. Points: ${points}\nVariables:\n${variables}\nBinary:\n`;
writeFileSync(raw, Buffer.concat([Buffer.from(head, "utf8"), Buffer.from(numbers.buffer)]));
process.exit(0);
