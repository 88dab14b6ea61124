/** `npm run docs:schemas`: writes the published JSON schemas from the definitions that the code itself reads by. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { publishedSchemas, schemaText } from "./docs/publishedSchemas";

for (const schema of publishedSchemas) {
    writeFileSync(resolve(__dirname, "..", schema.path), schemaText(schema));
}
