#include "CLinux.h"
#include <dirent.h>

char *ep_folder_names(const char *path, size_t *size) {
  DIR *folder = opendir(path);
  if (!folder) return NULL;
  char *names = NULL;
  FILE *text = open_memstream(&names, size);
  struct dirent *entry;
  errno = 0;
  while (text && (entry = readdir(folder))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    fwrite(entry->d_name, 1, strlen(entry->d_name) + 1, text);
  }
  int error = errno;
  closedir(folder);
  if (text && fclose(text) == 0 && error == 0) return names;
  free(names);
  errno = error ? error : ENOMEM;
  return NULL;
}
