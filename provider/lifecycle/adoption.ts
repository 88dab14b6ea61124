import type { ConnectorGroup } from "../graph/types";
import { type ConnectorGroupInputs, unknownValue } from "./connectorGroupShapes";
import { changeFor } from "./decide";
import { type ConnectorGroupChange, contentsOf, isOccupied, type Tenant } from "./tenant";
import { adoptOccupiedWords, adoptWords, regionWord, severalToAdoptWords } from "./words";

/** What taking over a group of the declared name comes to: the same answer at preview and in the update. */
export type Adoption =
    | {
          readonly kind: "possible";
          readonly group: ConnectorGroup;
          readonly words: string;
      }
    | { readonly kind: "refused"; readonly reason: string };

/** Decides from the live tenant whether the one group of the declared name can be taken over, and what changes on it. */
export async function adoptionOf(
    tenant: Tenant,
    declared: ConnectorGroupInputs,
    holders: readonly ConnectorGroup[],
): Promise<Adoption> {
    const [group] = holders;
    if (!group || holders.length > 1) {
        return { kind: "refused", reason: severalToAdoptWords(declared.name, holders) };
    }
    const change = changeFor(group, declared);
    if (change.region !== undefined && change.region !== unknownValue) {
        const contents = await contentsOf(tenant, group.id);
        if (isOccupied(contents)) {
            return { kind: "refused", reason: adoptOccupiedWords(declared.name, group, change.region, contents) };
        }
    }
    return { kind: "possible", group, words: adoptWords(declared.name, group, changeWords(group, change)) };
}

function changeWords(group: ConnectorGroup, change: ConnectorGroupChange): readonly string[] {
    return [
        ...(change.name === undefined
            ? []
            : [`its name (${JSON.stringify(group.name)} => ${JSON.stringify(change.name)})`]),
        ...(change.region === undefined
            ? []
            : [
                  `its region (${regionWord(group.region)} => ${change.region === unknownValue ? "known only in the update" : change.region})`,
              ]),
    ];
}
