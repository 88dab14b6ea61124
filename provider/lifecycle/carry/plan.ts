/**
 * In which order connectors and applications go from the groups that are replaced to their successor.
 *
 * The plan is made of what is where now and of nothing else, so that a fresh start and the resumption of an interrupted
 * carry are the same thing. As long as a group has two or more active connectors, no application of it ever points at
 * a group without an active one.
 */
import type { Application, Connector } from "../../graph/types";
import type { Contents } from "../tenant";

/** What is where. */
export interface Facts {
    /** The groups that are replaced, with what is on them. */
    readonly sources: readonly Source[];
    /** The connectors that are in the successor. */
    readonly arrived: readonly Connector[];
    /** A connector on its way by the default group, where it is now. */
    readonly parked?: Connector;
}

/** A group that is replaced. */
export interface Source extends Contents {
    readonly id: string;
}

/** One thing to do. */
export type Step =
    | { readonly kind: "move"; readonly connector: Connector; readonly from: string }
    | { readonly kind: "fetch"; readonly connector: Connector }
    | { readonly kind: "assign"; readonly application: Application; readonly from: string; readonly to: Destination };

/** Where an application is pointed at: the successor, or for a while another of the groups that are replaced. */
export type Destination = "successor" | { readonly source: string };

/**
 * The next step, or undefined when nothing is left on the sources: first whatever is parked; then active connectors, as
 * long as an active one stays; then every application; then the rest.
 *
 * Where a replacement was interrupted by another, two groups may be left with one active connector each. The applications
 * of one then go to the other for a while, so that its connector is free to go first.
 */
export function nextStep(facts: Facts): Step | undefined {
    return (
        fetchParked(facts) ??
        moveSpare(facts) ??
        assignServed(facts) ??
        moveWithoutNeed(facts) ??
        gather(facts) ??
        breakGap(facts)
    );
}

/** What is where once a step is done. */
export function after(facts: Facts, step: Step): Facts {
    const { parked, ...rest } = facts;
    switch (step.kind) {
        case "fetch":
            return { ...rest, arrived: [...facts.arrived, step.connector] };
        case "move":
            return { ...without(facts, step.connector.id), arrived: [...facts.arrived, step.connector] };
        case "assign":
            return pointedAt(without(facts, step.application.id), step.application, step.to);
    }
}

function pointedAt(facts: Facts, application: Application, to: Destination): Facts {
    return to === "successor"
        ? facts
        : {
              ...facts,
              sources: facts.sources.map((source) =>
                  source.id === to.source ? { ...source, applications: [...source.applications, application] } : source,
              ),
          };
}

/** The same facts without one connector or application, which has been found to be elsewhere. */
export function without(facts: Facts, id: string): Facts {
    const { parked, ...rest } = facts;
    return {
        ...rest,
        ...(parked && parked.id !== id && { parked }),
        sources: facts.sources.map((source) => ({
            ...source,
            connectors: source.connectors.filter((connector) => connector.id !== id),
            applications: source.applications.filter((application) => application.id !== id),
        })),
    };
}

/** The connectors that carry traffic. A status that the service does not send is not counted as active. */
export function activeAmong(connectors: readonly Connector[]): readonly Connector[] {
    return connectors.filter(isActive);
}

/** Whether it carries traffic. */
export function isActive({ status }: Connector): boolean {
    return status === "active";
}

function fetchParked({ parked }: Facts): Step | undefined {
    return parked && { kind: "fetch", connector: parked };
}

function moveSpare({ sources }: Facts): Step | undefined {
    for (const { id, connectors } of sources) {
        const active = activeAmong(connectors);
        if (active[0] && active.length >= 2) {
            return { kind: "move", connector: active[0], from: id };
        }
    }
    return undefined;
}

/** Applications go once the successor serves them, or where nobody serves them anyway. */
function assignServed({ sources, arrived }: Facts): Step | undefined {
    const served = activeAmong(arrived).length > 0;
    for (const { id, connectors, applications } of sources) {
        if (applications[0] && (served || activeAmong(connectors).length === 0)) {
            return { kind: "assign", application: applications[0], from: id, to: "successor" };
        }
    }
    return undefined;
}

/** Connectors of groups that no application points at, and inactive ones, which serve nobody; active ones first. */
function moveWithoutNeed({ sources }: Facts): Step | undefined {
    for (const { id, connectors, applications } of sources) {
        const unneeded = applications.length === 0 ? [...activeAmong(connectors), ...connectors] : [];
        if (unneeded[0]) {
            return { kind: "move", connector: unneeded[0], from: id };
        }
    }
    return undefined;
}

/** Of two groups that are served by one active connector each, the one with fewer applications gives them to the other. */
function gather({ sources }: Facts): Step | undefined {
    const served = sources.filter(({ connectors }) => activeAmong(connectors).length > 0);
    const [giver, taker] = served.sort((a, b) => a.applications.length - b.applications.length);
    const application = giver?.applications[0];
    return giver && taker && application
        ? { kind: "assign", application, from: giver.id, to: { source: taker.id } }
        : undefined;
}

/** One active connector alone serves the applications: it goes first, and they follow as quickly as they can. */
function breakGap({ sources }: Facts): Step | undefined {
    for (const { id, connectors } of sources) {
        const connector = activeAmong(connectors)[0];
        if (connector) {
            return { kind: "move", connector, from: id };
        }
    }
    return undefined;
}
