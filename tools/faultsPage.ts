/** `npm run docs:faults`: writes docs/faults.md from the table that test/contract/faults.spec.ts holds. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { faultsPage } from "../test/contract/support/faultsPage";

writeFileSync(resolve(__dirname, "../docs/faults.md"), faultsPage());
