import { basename, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { OptionError } from '../core/errors.ts';
import { TimeFunctionError } from '../core/timeseries/model.ts';
import { readTimeseries } from '../io/products/timeseries.ts';
import { stepDatesAt, stepDatesOf, withQuakes } from '../operations/timeseries/earthquake-list.ts';
import { fitVelocity, type VelocityRequest } from '../operations/timeseries/velocity.ts';
import { FILES } from '../operations/work-files.ts';
import { delayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';
import type { StepResult } from './step.ts';

/** The workflow step: velocity of the final series, and of the delay of a weather model when there is one. */
export async function run(plan: Plan, context: Context): Promise<StepResult> {
  const request = await velocityRequest(plan, context);
  const { options } = request;
  const { uncertaintyQuantification: uncertainty } = options;
  const noise = await fitVelocity(request, context);
  const delay = delayProduct(plan, 'troposphere')?.file;
  if (plan.config.troposphericDelay.method === 'pyaps' && delay !== undefined && plan.hasFile(delay)) {
    const { attributes } = await readTimeseries(plan.path(plan.finalTimeseries));
    const { dates } = await readTimeseries(plan.path(delay));
    const outfile = `velocity${basename(delay)}`;
    const fit = fitVelocity(
      {
        timeseries: plan.path(delay),
        outfile: plan.path(outfile),
        // Delays were not inverted from interferograms, and have no noise by which dates are weighted.
        options: {
          ...options,
          dateWeight: null,
          uncertaintyQuantification: uncertainty === 'full' ? 'residue' : uncertainty,
        },
        // A delay that lacks the reference date has a velocity all the same.
        refDate: dates.find((date) => date === attributes['REF_DATE']),
        refYX: { y: Number(attributes['REF_Y']), x: Number(attributes['REF_X']) },
      },
      context,
    );
    await fit.catch((error: unknown) => {
      // A delay of few dates corrects these, and may be too short for the time functions of the series.
      if (!(error instanceof OptionError || error instanceof TimeFunctionError)) throw error;
      context.log.warn(`${outfile} is not made: ${error.message}`);
    });
  }
  return { noise };
}

/** How the velocity of the final series is made. */
export async function velocityRequest(plan: Plan, context: Context): Promise<VelocityRequest> {
  // All reliable pixels: the mean of a part of them has an error of its own, as turbulence is alike for miles.
  const refArea =
    plan.config.reference.method === 'area'
      ? { maskFile: plan.path(FILES.maskTempCoh), everyRegion: true }
      : undefined;
  const options = await withEarthquakes(plan, context);
  return {
    timeseries: plan.path(plan.finalTimeseries),
    outfile: plan.path(FILES.velocity),
    options,
    refArea,
  };
}

/** The functions of time, with a step at every earthquake of the list, or of the station's, when one is named. */
async function withEarthquakes(plan: Plan, context: Context): Promise<Plan['config']['timeFunc']> {
  const options = plan.config.timeFunc;
  const { quakeFile, quakeSite } = options;
  const timeseries = plan.path(plan.finalTimeseries);
  const lookup = plan.loaded.lookup && plan.path(plan.loaded.lookup);
  const listed =
    quakeFile === null
      ? []
      : await stepDatesOf(resolve(plan.project.workDir, quakeFile), timeseries, context, lookup);
  const ofStation =
    quakeSite === null
      ? []
      : await stepDatesAt(quakeSite, timeseries, context, { folder: plan.project.workDir });
  return { ...options, stepDate: withQuakes(options.stepDate, withQuakes(listed, ofStation)) };
}
