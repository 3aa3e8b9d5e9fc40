// Reads lines of {schema, values} and answers each with one line: 1 for every value that is valid, 0 for every other.
import { createInterface } from 'node:readline';
import Ajv7 from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const options = { strict: false, allErrors: false, logger: false, validateFormats: true };
const judge = (schema) => {
  const ajv = String(schema.$schema ?? '').includes('draft-07') ? new Ajv7(options) : new Ajv2020(options);
  addFormats(ajv, { mode: 'full' });
  return ajv.compile(schema);
};

for await (const line of createInterface({ input: process.stdin })) {
  const { schema, values } = JSON.parse(line);
  const accepts = judge(schema);
  process.stdout.write(values.map((value) => (accepts(value) ? '1' : '0')).join('') + '\n');
}
