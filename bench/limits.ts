/** What has to be reached, and whether it was. Pure. */
import type { Operation } from "./measure";
import type { Median } from "./medians";
import { type Contestant, shapeWords } from "./plan";

/** What is measured beside the lives of stacks. */
export interface Beside {
    /** What `import "pulumi-entra-app-proxy"` adds to `import "@pulumi/pulumi"`, in milliseconds. */
    readonly importMs: number;
    /** From there until a program's first resource is registered, in milliseconds. */
    readonly firstResourceMs: number;
    /** How much longer twice as many groups take, by what is done with them. */
    readonly growth: Readonly<Record<string, number>>;
}

/** Something that has to be reached. */
export interface Limit {
    readonly what: string;
    /** What it may be at most, or at least. */
    readonly bound: number;
    readonly kind: "at most" | "at least";
    readonly measured: number;
    readonly holds: boolean;
    readonly unit: string;
}

/** The entries that a list's page holds where no size is asked for, in the emulator as in Microsoft Graph. */
const pageSize = 100;

/** The latency and the size at which engine times are compared. */
const compared = { groups: 200, assignments: 0, latencyMs: 150 } as const;

/** Those limits that something was measured for. */
export function limitsOf(medians: readonly Median[], beside: Beside | undefined): readonly Limit[] {
    return [...requestLimits(medians), ...timeLimits(medians), ...stateLimit(medians), ...besideLimits(beside)];
}

function requestLimits(medians: readonly Median[]): readonly Limit[] {
    return medians
        .filter(({ contestant }) => contestant === "ours")
        .flatMap((median) => {
            const bound = roundTripBound(median);
            return bound === undefined
                ? []
                : [atMost(`round trips, ${median.operation}, ${shapeWords(median)}`, bound, median.mostRoundTrips, "")];
        });
}

/** How many round trips an operation may make; undefined where nothing is said of it. */
export function roundTripBound({
    operation,
    groups,
    assignments,
}: Pick<Median, "operation" | "groups" | "assignments">): number | undefined {
    const pages = Math.ceil(groups / pageSize);
    if (operation === "preview without change") {
        return 0;
    }
    if (assignments > 0) {
        return operation === "refresh" ? groups / 20 + assignments / pageSize + 10 : undefined;
    }
    const bounds: Partial<Record<Operation, number>> = {
        refresh: pages + 2,
        create: groups + 3 * pages,
        destroy: groups + groups / 4 + 5,
    };
    return bounds[operation];
}

function timeLimits(medians: readonly Median[]): readonly Limit[] {
    const ours = (operation: Operation) => find(medians, { ...compared, operation, contestant: "ours" });
    const bounds: Partial<Record<Operation, number>> = {
        "preview without change": 1.05,
        refresh: 1.3,
        create: 1.4,
        destroy: 1.6,
    };
    const toFloor = Object.entries(bounds).flatMap(([operation, bound]) => {
        const measured = ours(operation as Operation)?.toFloor;
        const what = `engine time to that of the floor, ${operation}, ${shapeWords(compared)}`;
        return measured === undefined ? [] : [atMost(what, bound, measured, " ×")];
    });
    const toPlain = ours("refresh")?.toPlain;
    const what = `engine time of the plain provider to ours, refresh, ${shapeWords(compared)}`;
    return [...toFloor, ...(toPlain === undefined ? [] : [atLeast(what, 3, 1 / toPlain, " ×")])];
}

function stateLimit(medians: readonly Median[]): readonly Limit[] {
    const bytes = (contestant: Contestant) =>
        medians.find((one) => one.contestant === contestant && one.assignments === 0 && one.stateBytes !== undefined)
            ?.stateBytes;
    const [own, floor] = [bytes("ours"), bytes("floor")];
    return own === undefined || floor === undefined
        ? []
        : [atMost("state of a group beyond that of the floor", 1_200, own - floor, " bytes")];
}

function besideLimits(beside: Beside | undefined): readonly Limit[] {
    return beside === undefined
        ? []
        : [
              ...Object.entries(beside.growth).map(([what, factor]) =>
                  atMost(`time for twice as many groups, ${what}`, 2.2, factor, " ×"),
              ),
              atMost("what the import adds to that of the SDK", 60, beside.importMs, " ms"),
          ];
}

function find(
    medians: readonly Median[],
    wanted: Pick<Median, "groups" | "assignments" | "latencyMs" | "operation" | "contestant">,
): Median | undefined {
    return medians.find((median) =>
        Object.entries(wanted).every(([key, value]) => median[key as keyof Median] === value),
    );
}

function atMost(what: string, bound: number, measured: number, unit: string): Limit {
    return { what, bound, kind: "at most", measured, holds: measured <= bound, unit };
}

function atLeast(what: string, bound: number, measured: number, unit: string): Limit {
    return { what, bound, kind: "at least", measured, holds: measured >= bound, unit };
}
