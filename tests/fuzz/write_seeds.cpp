#include "tests/fuzz/target.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

/// Writes the seeds as files, a folder a target: what libFuzzer starts from.
int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds <folder>\n");
        return 2;
    }
    for (const causeway::fuzz::Target& target : causeway::fuzz::targets()) {
        const std::filesystem::path folder = std::filesystem::path(argv[1]) / target.name;
        std::filesystem::create_directories(folder);
        std::size_t number = 0;
        for (const causeway::fuzz::Seed& seed : target.seeds()) {
            std::ofstream file(folder / ("seed-" + std::to_string(++number)), std::ios::binary);
            file << seed.bytes;
        }
    }
    return 0;
}
