/**
 * C++ of a small addon that loads the one with TensorFlow. While it is loaded, TensorFlow's library prints two lines of no use on stderr, before
 * anything could tell it what TF_CPP_MIN_LOG_LEVEL says; so stderr leads nowhere for that moment, unless the level asks for such lines.
 * LOADED_ADDON is defined as the other addon's file name, which lies in the same folder.
 */
export const LOADER_SOURCE = `
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

std::string FolderOfThisAddon() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&FolderOfThisAddon), &info);
  const std::string path(info.dli_fname);
  return path.substr(0, path.rfind('/') + 1);
}

void* LoadAddon() {
  return dlopen((FolderOfThisAddon() + LOADED_ADDON).c_str(), RTLD_NOW);
}

void* LoadQuietly() {
  std::fflush(stderr);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const bool silenced = nowhere >= 0 && kept >= 0 && dup2(nowhere, STDERR_FILENO) >= 0;
  void* addon = LoadAddon();
  std::fflush(stderr);
  if (silenced) dup2(kept, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
  if (kept >= 0) close(kept);
  return addon;
}

}  // namespace

extern "C" NAPI_MODULE_EXPORT napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  const char* level = std::getenv("TF_CPP_MIN_LOG_LEVEL");
  const bool quiet = level != nullptr && std::atoi(level) > 0;
  void* addon = quiet ? LoadQuietly() : LoadAddon();
  if (addon == nullptr) {
    napi_throw_error(env, "ERR_DLOPEN_FAILED", dlerror());
    return nullptr;
  }
  using Register = napi_value (*)(napi_env, napi_value);
  const auto register_module = reinterpret_cast<Register>(dlsym(addon, "napi_register_module_v1"));
  return register_module(env, exports);
}
`;
