"""Integer cycles from the closures of single pixels by a general solver for quadratic programs: phase-closure.py.

Per pixel, U = round(argmin ||-C U - n||_2^2 + alpha ||U||_1) as the quadratic program over (U, t)

    minimise U' P U / 2 + q' U + alpha 1' t   subject to   U - t <= 0,  -U - t <= 0

with P = 2 C' C and q = 2 C' n, solved by cvxopt. Its search direction is left to it ("general"), or taken from a
system of the size of U, which remains when t and both slacks are eliminated by hand ("eliminated").

Reads {numIfgram, triplets, alpha, closures} from standard input, writes {name: {seconds, cycles}}.
"""

import json
import sys
import time

try:
    from cvxopt import matrix, solvers, spdiag, spmatrix, sparse
    from cvxopt import lapack, mul, div
except ImportError:
    sys.exit("cvxopt is not installed")

task = json.load(sys.stdin)
n = task["numIfgram"]
m = len(task["triplets"])
alpha = task["alpha"]
solvers.options["show_progress"] = False

rows = [t for t in range(m) for _ in range(3)]
C = spmatrix([1.0, 1.0, -1.0] * m, rows, [k for triplet in task["triplets"] for k in triplet], (m, n))
P = 2 * C.T * C
identity = spdiag(matrix(1.0, (n, 1)))
G = sparse([[identity, -identity], [-identity, -identity]])
h = matrix(0.0, (2 * n, 1))
dense_P = matrix(P)
both = spdiag([P, spmatrix([], [], [], (n, n))])


def linear_part(closures):
    return matrix([2 * C.T * matrix(closures, tc="d"), matrix(alpha, (n, 1))])


def general(closures):
    return solvers.qp(both, linear_part(closures), G, h)["x"][:n]


def eliminated(closures):
    def apply_p(x, y, alpha=1.0, beta=0.0):
        y[:n] = alpha * (dense_P * x[:n]) + beta * y[:n]
        y[n:] = beta * y[n:]

    def apply_g(x, y, alpha=1.0, beta=0.0, trans="N"):
        a, b = x[:n], x[n:]
        if trans == "N":
            y[:n] = alpha * (a - b) + beta * y[:n]
            y[n:] = alpha * (-a - b) + beta * y[n:]
        else:
            y[:n] = alpha * (a - b) + beta * y[:n]
            y[n:] = alpha * (-a - b) + beta * y[n:]

    def factor(scaling):
        d = scaling["d"]
        a, b = d[:n] ** -2, d[n:] ** -2
        total = a + b
        ratio = div(b - a, total)
        normal = +dense_P
        normal[:: n + 1] += 4 * div(mul(a, b), total)
        lapack.potrf(normal)

        def solve(x, y, z):
            z1, z2 = mul(a, z[:n]), mul(b, z[n:])
            right = x[n:] - z1 - z2
            u = x[:n] + z1 - z2 - mul(ratio, right)
            lapack.potrs(normal, u)
            t = div(right - mul(b - a, u), total)
            z[:n] = div(u - t - z[:n], d[:n])
            z[n:] = div(-u - t - z[n:], d[n:])
            x[:n], x[n:] = u, t

        return solve

    return solvers.coneqp(apply_p, linear_part(closures), apply_g, h, kktsolver=factor)["x"][:n]


result = {}
for name, method in {"general": general, "eliminated": eliminated}.items():
    method(task["closures"][0])
    started = time.process_time()
    cycles = [[round(u) for u in method(closures)] for closures in task["closures"]]
    result[name] = {"seconds": time.process_time() - started, "cycles": cycles}
json.dump(result, sys.stdout)
