/** A tenant of forty groups whose names, regions and contents are as odd as the service lets them be. */
import type { ApplicationSeed, ConnectorSeed, GroupSeed, TenantSeed } from "../../../emulator/index";

/** Names of groups that have to come through an export as they are. */
export const oddNames: readonly string[] = [
    "Quotes \"double\" and 'single'",
    "Back\\slash \\n \\u0041 \\",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a name that looks like a template
    "`Backticks` and ${process.exit(1)}",
    "Emoji 🏭 and 👩‍💻",
    "🏭",
    "🚀",
    "L".repeat(200),
    `${"Ünïcödé ".repeat(25).trim()}!`,
    "Right \u200fto\u200f left \u202emarks\u202c",
    "Two\nlines\r\nand\u2028more",
    "Ends */ a comment // and <!-- begins --> one",
    "Same-Identifier",
    "same identifier",
    "SameIdentifier",
    "default group",
    "class",
    "connectors",
    "name",
    "exports",
    "con",
    "  spaces  around  ",
    "10 Downing Street",
    "__proto__",
    "constructor",
    "東京データセンター",
    "Дата-центр №5",
    "مركز البيانات",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a name that looks like a template
    "{curly} [square] (round) ${}",
    "tab\tand\u00a0nbsp\u0000nul",
    "--- ...",
];

const odd = oddNames.map((name, index) => ({
    id: id("group", index),
    name,
    region: ["nam", "eur", "aus"][index % 3] ?? null,
}));

const special: readonly GroupSeed[] = [
    { id: id("group", 100), name: "Default", isDefault: true, region: "nam" },
    { id: id("group", 101), name: "Osaka plant", region: "japan" },
    { id: id("group", 102), name: "Nowhere in particular", region: null },
    { id: id("group", 103), name: "Frankfurt datacenter", region: "nam" },
    { id: id("group", 104), name: "Directory sync agents", connectorGroupType: "syncFabric" },
    { id: id("group", 105), name: "Virginia [replaces 11111111-2222]", region: "nam" },
    ...[106, 107, 108, 109].map((number) => ({ id: id("group", number), name: `Empty ${number}` })),
];

/** Frankfurt is served by two connectors; one of its machines was set up anew, and its former record is still there. */
const frankfurt = id("group", 103);

export const oddTenant: TenantSeed = {
    groups: [...special, ...odd],
    connectors: [
        ...odd.flatMap(({ id: groupId }, index): ConnectorSeed[] => [
            { id: id("connector", 2 * index), machineName: `PROXY-${index}-A.contoso.example`, groupId },
            { id: id("connector", 2 * index + 1), machineName: `proxy-${index}-b`, groupId },
        ]),
        { id: id("connector", 100), machineName: "fra-1.contoso.example", groupId: frankfurt },
        { id: id("connector", 101), machineName: "FRA-2.contoso.example", groupId: frankfurt },
        { id: id("connector", 102), machineName: "fra-2.contoso.example", groupId: frankfurt, status: "inactive" },
        { id: id("connector", 103), machineName: "idle.contoso.example" },
    ],
    applications: [
        // The same odd names once more, as those of applications.
        ...odd.map(({ id: groupId, name }, index) => ({ id: id("application", index), displayName: name, groupId })),
        { id: id("application", 100), displayName: "Payroll", groupId: frankfurt },
        { id: id("application", 101), displayName: "Team wiki", groupId: frankfurt },
        // Not published, and still enough to make a name one that no lookup answers.
        { id: id("application", 102), displayName: "TEAM WIKI", published: false },
        { id: id("application", 103), displayName: "On the default group alone" },
    ] satisfies ApplicationSeed[],
};

function id(kind: string, number: number): string {
    const digits = String(number).padStart(12, "0");
    return `${{ group: "6", connector: "c", application: "a" }[kind] ?? "0"}0000000-0000-4000-a000-${digits}`;
}
