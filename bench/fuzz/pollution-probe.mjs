// Loaded into the server by `node --import`: says on stderr when a prototype that everything inherits from gets a property.
const PROTOTYPES = {
  Object: Object.prototype,
  Array: Array.prototype,
  Function: Function.prototype,
  Map: Map.prototype,
};

const known = new Set(names());

function names() {
  return Object.entries(PROTOTYPES).flatMap(([name, prototype]) =>
    Reflect.ownKeys(prototype).map((key) => `${name}.prototype.${String(key)}`),
  );
}

function look() {
  for (const name of names()) {
    if (known.has(name)) continue;
    known.add(name);
    process.stderr.write(`Polluted: ${name}\n`);
  }
}

setInterval(look, 20).unref();
process.on('exit', look);
