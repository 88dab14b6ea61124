/** `npm run docs:rules`: writes docs/rules.md from the rules themselves. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { rulesPage } from "./docs/rulesPage";

rulesPage().then((text) => writeFileSync(resolve(__dirname, "../docs/rules.md"), text));
