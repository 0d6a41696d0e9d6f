// Read before each test by moc 6.4, which cannot read libstdc++'s `namespace std` when <chrono> is what takes in the
// library's settings. A file of ours, because moc names it among what it has read as it was told: a bare <cstddef>
// would be looked for in the build folder, and every test would be read anew at each build.
#pragma once

#include <cstddef>
