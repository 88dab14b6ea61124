import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import { createReader, keys, type Source, secretStackKeys, sources } from "../../../provider/identity/sources";

type Values = Readonly<Record<string, string>>;

/** A reader over these values; names with a colon are stack configuration, all others environment variables. */
function reading(values: Values) {
    return createReader((key) => (key.includes(":") ? values[key] : undefined), withoutColons(values));
}

function withoutColons(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([name]) => !name.includes(":")));
}

/** The table of README.md: for each key, its full name in each place, in the table's order. */
function documented(): ReadonlyMap<string, readonly (string | undefined)[]> {
    const readme = readFileSync(resolve(__dirname, "../../../README.md"), "utf8");
    const lines = readme.split("\n");
    const head = lines.findIndex((line) => /^\| key \| 1\. /.test(line));
    const end = lines.indexOf("", head);
    const rows = lines.slice(head, end).map((line) => line.split("|").slice(1, -1));
    const prefixes = (rows[0] ?? []).slice(1).map((cell) => inTicks(cell) ?? "");
    return new Map(
        rows.slice(2).map(([key = "", ...cells]) => [
            inTicks(key) ?? "",
            cells.map((cell, at) => {
                const name = inTicks(cell);
                return name === undefined ? undefined : `${prefixes[at]}${name}`;
            }),
        ]),
    );
}

function inTicks(cell: string): string | undefined {
    return /`(.+)`/.exec(cell)?.[1];
}

describe("the places that configuration comes from", () => {
    it("are, for every key, the ones that README.md lists, in its order", () => {
        const table = documented();
        expect([...table.keys()]).to.have.members(keys);
        for (const key of keys) {
            expect(table.get(key), key).to.deep.equal(sources.map(({ names }) => names[key]));
        }
    });

    for (const key of keys) {
        const places = sources.filter(({ names }) => names[key] !== undefined);
        const nameIn = (source: Source): string => source.names[key] ?? "";

        for (const [at, source] of places.entries()) {
            it(`give ${key} as ${nameIn(source)} before every later one`, () => {
                const set = Object.fromEntries(places.slice(at).map((place) => [nameIn(place), place.label]));
                expect(reading(set).nearest(key)).to.deep.equal({ value: source.label, from: nameIn(source) });
                expect(reading(set).at(source, key)).to.deep.equal({ value: source.label, from: nameIn(source) });
            });
        }

        it(`are no others for ${key}`, () => {
            const set = Object.fromEntries(
                sources.flatMap(({ names }) => Object.values(names)).map((name) => [name, "of another key"]),
            );
            const others = { ...set };
            for (const place of places) {
                delete others[nameIn(place)];
            }
            expect(reading(others).nearest(key)).to.equal(undefined);
        });
    }

    it("hold a credential under these keys of the stack configuration, which have to be secret", () => {
        expect(secretStackKeys).to.have.members([
            "entraAppProxy:clientSecret",
            "entraAppProxy:clientCertificatePassword",
            "entraAppProxy:oidcToken",
            "entraAppProxy:accessToken",
            "azuread:clientSecret",
            "azuread:clientCertificatePassword",
            "azuread:oidcToken",
            "azuread:oidcRequestToken",
        ]);
    });
});
