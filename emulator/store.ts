import { type Gap, GapRecord } from "./gaps";
import type { TenantState } from "./model";

/** What a {@link TenantStore} needs from around it. */
export interface StoreOptions {
    /** The clock, in milliseconds. */
    readonly now: () => number;
    /** For how long reads lag behind writes, asked anew each time. */
    readonly lagMs: () => number;
    /** Called with the tenant after each write. */
    readonly onWrite: (state: TenantState) => void;
}

interface Version {
    readonly at: number;
    readonly state: TenantState;
}

/**
 * Holds the tenant: as it really is, and as reads see it while the lag lasts.
 *
 * Rules are always judged by the tenant as it really is.
 */
export class TenantStore {
    private versions: [Version, ...Version[]];
    private readonly gapRecord: GapRecord;

    constructor(
        initial: TenantState,
        private readonly options: StoreOptions,
    ) {
        this.versions = [{ at: Number.NEGATIVE_INFINITY, state: initial }];
        this.gapRecord = new GapRecord(options.now);
        this.gapRecord.observe(initial, "start");
    }

    /** The tenant as it really is. */
    get current(): TenantState {
        return (this.versions.at(-1) ?? this.versions[0]).state;
    }

    /** The tenant as a read sees it now. */
    get seen(): TenantState {
        this.forgetPassed();
        return this.versions[0].state;
    }

    /** Makes this the tenant from now on. `causedBy` says who did it, for the record of gaps. */
    write(state: TenantState, causedBy: string): void {
        this.forgetPassed();
        this.versions.push({ at: this.options.now(), state });
        this.gapRecord.observe(state, causedBy);
        this.options.onWrite(state);
    }

    /** Lets reads see everything at once, however short ago it was written. */
    settle(): void {
        this.versions = [{ at: Number.NEGATIVE_INFINITY, state: this.current }];
    }

    /** Every stretch of time in which a published application had no active connector. */
    gaps(): Gap[] {
        return this.gapRecord.all();
    }

    /** Forgets the gaps that have ended, such as those of setting the tenant up. */
    forgetEndedGaps(): void {
        this.gapRecord.forgetEnded();
    }

    private forgetPassed(): void {
        const visibleUpTo = this.options.now() - this.options.lagMs();
        const index = this.versions.findLastIndex((version) => version.at <= visibleUpTo);
        const [first, ...rest] = this.versions.slice(Math.max(index, 0));
        if (first !== undefined) {
            this.versions = [first, ...rest];
        }
    }
}
