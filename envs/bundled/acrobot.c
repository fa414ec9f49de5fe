/* SPDX-License-Identifier: MIT */
#include "envs/bundled/acrobot.h"

#include <math.h>

#include "envs/bundled/uniform.h"
#include "envs/client/env_client.h"

#define PI        3.14159265358979323846
#define MAX_VEL_1 (4 * PI)
#define MAX_VEL_2 (9 * PI)
#define DT        0.2 /* s per step */
#define GRAVITY   9.8
/* Both links: mass 1 kg, length 1 m, centre of mass at 0.5 m, moment of inertia 1 kg m^2. */
#define CENTRE    0.5
#define INERTIA   1.0
#define MAX_STEPS 500

enum { N = 4 }; /* theta1, theta2, dtheta1, dtheta2 */

void acrobot_spaces(struct rl_space *obs, struct rl_space *action)
{
    const float high[6] = {1, 1, 1, 1, (float)MAX_VEL_1, (float)MAX_VEL_2};
    const float low[6] = {-1, -1, -1, -1, -high[4], -high[5]};
    rl_space_box(obs, 6, low, high);
    rl_space_discrete(action, 3);
}

static void observe(const struct acrobot *a, float obs[6])
{
    obs[0] = (float)cos(a->theta1);
    obs[1] = (float)sin(a->theta1);
    obs[2] = (float)cos(a->theta2);
    obs[3] = (float)sin(a->theta2);
    obs[4] = (float)a->dtheta1;
    obs[5] = (float)a->dtheta2;
}

void acrobot_reset(struct acrobot *a, uint64_t seed, float obs[6])
{
    double u[N];
    bundled_uniform(seed, -0.1, 0.1, u, N);
    *a = (struct acrobot){.theta1 = (double)(float)u[0],
                          .theta2 = (double)(float)u[1],
                          .dtheta1 = (double)(float)u[2],
                          .dtheta2 = (double)(float)u[3]};
    observe(a, obs);
}

/* d/dt of the state under a torque. The order of operations is Gymnasium's, with the factors of one
 * left out, so that results agree to the last bits. */
static void derive(const double s[N], double torque, double out[N])
{
    double theta1 = s[0], theta2 = s[1], dtheta1 = s[2], dtheta2 = s[3];
    double d1 =
        CENTRE * CENTRE + (1.0 + CENTRE * CENTRE + 2 * CENTRE * cos(theta2)) + INERTIA + INERTIA;
    double d2 = (CENTRE * CENTRE + CENTRE * cos(theta2)) + INERTIA;
    double phi2 = CENTRE * GRAVITY * cos(theta1 + theta2 - PI / 2);
    double phi1 = -CENTRE * (dtheta2 * dtheta2) * sin(theta2) -
                  2 * CENTRE * dtheta2 * dtheta1 * sin(theta2) +
                  (CENTRE + 1.0) * GRAVITY * cos(theta1 - PI / 2) + phi2;
    double ddtheta2 =
        (torque + d2 / d1 * phi1 - CENTRE * (dtheta1 * dtheta1) * sin(theta2) - phi2) /
        (CENTRE * CENTRE + INERTIA - d2 * d2 / d1);
    out[0] = dtheta1;
    out[1] = dtheta2;
    out[2] = -(d2 * ddtheta2 + phi1) / d1;
    out[3] = ddtheta2;
}

static void advance(const double s[N], double h, const double k[N], double out[N])
{
    for (int i = 0; i < N; i++)
        out[i] = s[i] + h * k[i];
}

/* One Runge-Kutta step of fourth order. */
static void integrate(double s[N], double torque)
{
    double k1[N], k2[N], k3[N], k4[N], at[N];
    derive(s, torque, k1);
    advance(s, DT / 2, k1, at);
    derive(at, torque, k2);
    advance(s, DT / 2, k2, at);
    derive(at, torque, k3);
    advance(s, DT, k3, at);
    derive(at, torque, k4);
    for (int i = 0; i < N; i++)
        s[i] += DT / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
}

static double wrap(double x)
{
    while (x > PI)
        x -= 2 * PI;
    while (x < -PI)
        x += 2 * PI;
    return x;
}

static double bound(double x, double most)
{
    return fmin(fmax(x, -most), most);
}

void acrobot_step(struct acrobot *a, int32_t action, float obs[6], struct rlenv_outcome *outcome)
{
    double s[N] = {a->theta1, a->theta2, a->dtheta1, a->dtheta2};
    integrate(s, action - 1);
    a->theta1 = wrap(s[0]);
    a->theta2 = wrap(s[1]);
    a->dtheta1 = bound(s[2], MAX_VEL_1);
    a->dtheta2 = bound(s[3], MAX_VEL_2);
    a->n_steps++;

    bool above = -cos(a->theta1) - cos(a->theta2 + a->theta1) > 1.0;
    *outcome = (struct rlenv_outcome){
        .reward = above ? 0.0f : -1.0f, .terminated = above, .truncated = a->n_steps >= MAX_STEPS};
    observe(a, obs);
}

bool acrobot_valid(const struct acrobot *a)
{
    return fabs(a->theta1) <= PI && fabs(a->theta2) <= PI && fabs(a->dtheta1) <= MAX_VEL_1 &&
           fabs(a->dtheta2) <= MAX_VEL_2 && a->n_steps < MAX_STEPS;
}
